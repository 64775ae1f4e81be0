/**
 * @file Powers.
 *
 * xʸ = 2 to the power of y·log₂|x|, whose error counts as often as it is large: so log₂|x| and the product are sums of
 * two numbers, by products of halves that are exact (Dekker 1971). With |x| = 2ᵉ·m, a pivot p near m and s =
 * (m - p)/(m + p), log₂ m = log₂ p + (2s + s³·P(s²))/ln 2.
 */

import type { Lane, LaneMath } from "../../graph/lane.ts";
import { exp2 } from "./exp.ts";
import { coefficientsFor, Floats } from "./format.ts";
import { normalize, split } from "./log.ts";

/** A sum whose first term has half of the digits. */
interface Sum {
  readonly upper: Lane;
  readonly lower: Lane;
}

interface Pivot {
  readonly pivot: Lane;
  /** Its logarithm; the first term has few digits, so that integers can be added. */
  readonly logarithm: Sum;
}

/** 13/16, 1 or 5/4, so that m differs by less than a seventh. */
function pivotOf(math: LaneMath, m: Lane): Pivot {
  const floats = new Floats(math, m);
  const { log2Below, log2Above } = coefficientsFor(m);
  const isBelow = math.less(m, floats.number(0.9));
  const isAbove = math.less(floats.number(1.125), m);
  const choose = (below: number, middle: number, above: number) => {
    const [first, second, third] = [below, middle, above].map((value) => floats.number(value)) as [
      Lane,
      Lane,
      Lane,
    ];
    return math.select(isBelow, first, math.select(isAbove, third, second));
  };
  const [upper, lower] = [0, 1].map((part) => choose(log2Below[part]!, 0, log2Above[part]!)) as [Lane, Lane];
  return { pivot: choose(13 / 16, 1, 5 / 4), logarithm: { upper, lower } };
}

/** (m - pivot)/(m + pivot) */
function quotient(math: LaneMath, m: Lane, pivot: Lane): Sum {
  const floats = new Floats(math, m);
  const above = math.sub(m, pivot);
  const below = math.add(m, pivot);
  const inverse = math.div(floats.number(1), below);
  const upper = floats.upperHalf(math.mul(above, inverse));
  const belowUpper = floats.upperHalf(below);
  const belowLower = math.sub(m, math.sub(belowUpper, pivot));
  const rest = math.sub(math.sub(above, math.mul(upper, belowUpper)), math.mul(upper, belowLower));
  return { upper, lower: math.mul(rest, inverse) };
}

/** log₂ of a positive number. */
function log2(math: LaneMath, x: Lane): Sum {
  const floats = new Floats(math, x);
  const { normal, more } = normalize(math, x);
  const { exponent, m } = split(math, normal);
  const { pivot, logarithm } = pivotOf(math, m);
  const whole = math.add(math.sub(floats.toFloat(exponent), more), logarithm.upper);
  const { upper, lower } = quotient(math, m, pivot);
  const s = math.add(upper, lower);
  const z = math.mul(s, s);
  const bend = math.mul(math.mul(s, z), floats.polynomial(z, coefficientsFor(x).pow));
  const [long, short] = coefficientsFor(x).twiceLog2E.map((part) => floats.number(part)) as [Lane, Lane];
  const first = math.mul(upper, long);
  const second = math.add(
    math.add(math.mul(upper, short), logarithm.lower),
    math.mul(math.add(lower, math.mul(bend, floats.number(0.5))), floats.number(2 / Math.LN2)),
  );
  const sum = math.add(whole, first);
  const high = floats.upperHalf(sum);
  const rest = math.add(math.sub(whole, sum), first);
  return { upper: high, lower: math.add(math.sub(sum, high), math.add(rest, second)) };
}

/** So large that all but 1 become 0 or infinite. */
const END = { float32: 2 ** 33, float64: 2 ** 65 } as const;
/** Beyond these 2ᵛ is 0 and infinite. */
const LIMITS = { float32: 160, float64: 1100 } as const;

/** |x|ʸ for finite |x| above 0. */
function positivePower(math: LaneMath, size: Lane, y: Lane): Lane {
  const floats = new Floats(math, size);
  const dtype = size.dtype as keyof typeof END;
  const exponent = floats.clamp(y, -END[dtype], END[dtype]);
  const { upper, lower } = log2(math, size);
  const exponentUpper = floats.upperHalf(exponent);
  const first = math.mul(exponentUpper, upper);
  const second = math.add(math.mul(exponent, lower), math.mul(math.sub(exponent, exponentUpper), upper));
  const sum = math.add(first, second);
  const rest = math.add(math.sub(first, sum), second);
  return exp2(math, floats.clamp(sum, -LIMITS[dtype], LIMITS[dtype]), floats.clamp(rest, -1, 1));
}

export function pow(math: LaneMath, x: Lane, y: Lane): Lane {
  const floats = new Floats(math, x);
  const [zero, one, infinity] = [0, 1, Number.POSITIVE_INFINITY].map((each) => floats.number(each)) as [
    Lane,
    Lane,
    Lane,
  ];
  const size = math.abs(x);
  const isZero = math.equal(size, zero);
  const isExtreme = math.or(isZero, math.equal(size, infinity));
  const extreme = math.select(math.xor(isZero, math.less(y, zero)), zero, infinity);
  const power = math.select(isExtreme, extreme, positivePower(math, size, y));
  const half = math.mul(y, floats.number(0.5));
  const isWhole = math.equal(math.floor(y), y);
  const isOdd = math.and(isWhole, math.notEqual(math.floor(half), half));
  const signed = floats.withSign(power, math.select(isOdd, x, zero));
  const isReal = math.or(math.or(isWhole, isExtreme), math.lessEqual(zero, x));
  const isDefined = math.and(isReal, math.and(math.equal(x, x), math.equal(y, y)));
  const known = math.select(isDefined, signed, floats.number(Number.NaN));
  // Whatever the other is, as C says.
  const isOne = math.or(math.equal(y, zero), math.equal(x, one));
  return math.select(isOne, one, known);
}
