/** @file The parts of floating-point numbers, and polynomials, for elementary functions. */

import type { Lane, LaneMath } from "../../graph/lane.ts";
import { coefficients } from "./coefficients.ts";

type FloatDtype = keyof typeof coefficients;

interface Format {
  /** Integers of the same width. */
  readonly integer: "int32" | "int64";
  /** Bits of the fraction. */
  readonly fraction: number;
  readonly bias: number;
  /** The bit of the sign, the last. */
  readonly last: number;
  /** The lower half of the digits. */
  readonly half: number;
  readonly smallestNormal: number;
}

const formats: { readonly [dtype in FloatDtype]: Format } = {
  float32: { integer: "int32", fraction: 23, bias: 127, last: 31, half: 12, smallestNormal: 2 ** -126 },
  float64: { integer: "int64", fraction: 52, bias: 1023, last: 63, half: 27, smallestNormal: 2 ** -1022 },
};

/** The coefficients for a number's dtype. */
export const coefficientsFor = ({ dtype }: Lane) => coefficients[dtype as FloatDtype];

/** Arithmetic with constants of the dtype of `x`, and with the bits of its numbers. */
export class Floats {
  readonly format: Format;
  readonly #math: LaneMath;
  readonly #dtype: FloatDtype;

  constructor(math: LaneMath, x: Lane) {
    this.#math = math;
    this.#dtype = x.dtype as FloatDtype;
    this.format = formats[this.#dtype];
  }

  number(value: number): Lane {
    return this.#math.constant(this.#dtype, value);
  }

  /** An integer of the same width. */
  whole(value: number): Lane {
    return this.#math.constant(this.format.integer, value);
  }

  /** c0 + c1·x + c2·x² + ... */
  polynomial(x: Lane, values: readonly number[]): Lane {
    const [first, ...rest] = values.map((value) => this.number(value)).reverse() as [Lane, ...Lane[]];
    return rest.reduce((sum, value) => this.#math.add(this.#math.mul(sum, x), value), first);
  }

  /** The same where the square is known: even and odd powers do not wait for each other. */
  polynomialOfSquare(x: Lane, square: Lane, values: readonly number[]): Lane {
    const [even, odd] = [0, 1].map((first) =>
      this.polynomial(
        square,
        values.filter((_, power) => power % 2 === first),
      ),
    ) as [Lane, Lane];
    return this.#math.add(even, this.#math.mul(odd, x));
  }

  /** The bits as an integer, and back. */
  toBits(x: Lane): Lane {
    return this.#math.bits(x, this.format.integer);
  }

  fromBits(x: Lane): Lane {
    return this.#math.bits(x, this.#dtype);
  }

  /** x between two numbers; NaN stays. */
  clamp(x: Lane, least: number, greatest: number): Lane {
    return this.#math.pmin(this.#math.pmax(x, this.number(least)), this.number(greatest));
  }

  /**
   * The nearest integer to a number below 2^(fraction - 1): as a float, and in the lower bits of an integer, there with
   * another added.
   */
  nearest(x: Lane, added = 0): { readonly float: Lane; readonly bits: Lane } {
    // Of this size numbers are multiples of 1.
    const unit = this.number(1.5 * 2 ** this.format.fraction + added);
    const sum = this.#math.add(x, unit);
    return { float: this.#math.sub(sum, unit), bits: this.toBits(sum) };
  }

  /** A small integer as a float. */
  toFloat(x: Lane): Lane {
    if (this.#dtype === "float32") return this.#math.convert(x, "float32");
    const unit = this.number(1.5 * 2 ** this.format.fraction);
    return this.#math.sub(this.fromBits(this.#math.add(x, this.toBits(unit))), unit);
  }

  /** 2ⁿ, from n and the bias in the lower bits of an integer. */
  power(biased: Lane): Lane {
    return this.fromBits(this.#math.shiftLeft(biased, this.format.fraction));
  }

  /** 2⁻ⁿ from 2ⁿ. */
  inverse(power: Lane): Lane {
    const { bias, fraction } = this.format;
    return this.fromBits(this.#math.sub(this.whole(2 * bias * 2 ** fraction), this.toBits(power)));
  }

  /** The first half of the digits of a number, so that products of two are exact. */
  upperHalf(x: Lane): Lane {
    return this.fromBits(this.#math.and(this.toBits(x), this.whole(-(2 ** this.format.half))));
  }

  /** A value, or where `x` is zero `x` with its sign. */
  orZero(x: Lane, value: Lane): Lane {
    return this.#math.select(this.#math.equal(x, this.number(0)), x, value);
  }

  /** A positive number with the sign of another. */
  withSign(size: Lane, x: Lane): Lane {
    const sign = this.#math.and(this.toBits(x), this.whole(-(2 ** this.format.last)));
    return this.fromBits(this.#math.or(this.toBits(size), sign));
  }
}
