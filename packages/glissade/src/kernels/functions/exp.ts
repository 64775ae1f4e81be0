/**
 * @file The exponential and its like.
 *
 * By the reduction of Cody and Waite (1980): x = n·2 ln 2 + r with an integer n and |r| ≤ ln 2, where 2 ln 2 is a sum of
 * a short number, whose product with n is exact, and the rest. Then eˣ = 4ⁿ·eʳ, and eʳ = 1 + r + r²·Q(r). Two factors
 * 2ⁿ reach the subnormal and the largest numbers.
 */

import type { Lane, LaneMath } from "../../graph/lane.ts";
import { coefficientsFor, Floats } from "./format.ts";

/** Beyond these eˣ is 0 and infinite. */
const limits = {
  float32: [-105, 89],
  float64: [-746, 710],
} as const;

/** Below this eˣ - 1 is -1. */
const LEAST = { float32: -20, float64: -40 } as const;

type FloatDtype = keyof typeof limits;

interface Reduced {
  /** eʳ - 1 */
  readonly rest: Lane;
  /** 2ⁿ, or a multiple of it. */
  readonly power: Lane;
}

interface Reduction {
  /** Whether the period is 2 ln 2, else ln 2. */
  readonly doubled: boolean;
  /** Added to n in the power; 0 where left out. */
  readonly added?: number;
  /** A small number that is added to r. */
  readonly small?: Lane | undefined;
}

/** x as n·period + r. */
function reduce(math: LaneMath, x: Lane, { doubled, added = 0, small }: Reduction): Reduced {
  const floats = new Floats(math, x);
  const { ln2, exp, expm1 } = coefficientsFor(x);
  const times = doubled ? 2 : 1;
  const quotient = math.mul(x, floats.number(1 / (times * Math.LN2)));
  const { float: n, bits } = floats.nearest(quotient, floats.format.bias + added);
  const r = ln2.reduce((rest, part) => math.sub(rest, math.mul(n, floats.number(times * part))), x);
  const whole = small ? math.add(r, small) : r;
  const rest = math.add(whole, bendOfExp(math, whole, doubled ? exp : expm1));
  return { rest, power: floats.power(bits) };
}

/** eʳ - 1 - r = r²·Q(r) for |r| ≤ ln 2, or by other coefficients. */
export function bendOfExp(math: LaneMath, r: Lane, coefficients = coefficientsFor(r).exp): Lane {
  const square = math.mul(r, r);
  return math.mul(square, new Floats(math, r).polynomialOfSquare(r, square, coefficients));
}

/** 4ⁿ·(1 + rest) */
function scaled(math: LaneMath, rest: Lane, power: Lane): Lane {
  const sum = math.add(rest, new Floats(math, rest).number(1));
  return math.mul(math.mul(sum, power), power);
}

/** e to the power of a sum, whose second term is small; zero where left out. */
export function exp(math: LaneMath, x: Lane, small?: Lane): Lane {
  const floats = new Floats(math, x);
  const [least, greatest] = limits[x.dtype as FloatDtype];
  const { rest, power } = reduce(math, floats.clamp(x, least, greatest), { doubled: true, small });
  return scaled(math, rest, power);
}

/**
 * eˣ - 1 = 2ⁿ·((eʳ - 1) + (1 - 2⁻ⁿ)) by the period ln 2: for n = 0 nothing is lost. The powers are 2ⁿ⁻¹ and 2¹⁻ⁿ, since
 * 2ⁿ may be too large.
 */
export function expm1(math: LaneMath, x: Lane): Lane {
  const floats = new Floats(math, x);
  const dtype = x.dtype as FloatDtype;
  const bounded = floats.clamp(x, LEAST[dtype], limits[dtype][1]);
  const { rest, power } = reduce(math, bounded, { doubled: false, added: -1 });
  const step = math.sub(floats.number(1), math.mul(floats.inverse(power), floats.number(0.5)));
  const half = math.mul(math.add(rest, step), power);
  return math.add(half, half);
}

/** 2ᵛ of a number in two parts, the second of which is small. */
export function exp2(math: LaneMath, v: Lane, small: Lane): Lane {
  const floats = new Floats(math, v);
  const { float: n, bits } = floats.nearest(math.mul(v, floats.number(0.5)), floats.format.bias);
  const r = math.add(math.sub(v, math.add(n, n)), small);
  const natural = math.mul(r, floats.number(Math.LN2));
  return scaled(math, math.add(natural, bendOfExp(math, natural)), floats.power(bits));
}
