/**
 * @file The exponential and its like.
 *
 * By the reduction of Cody and Waite (1980): x = n·2 ln 2 + r with an integer n, where 2 ln 2 is a sum of
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
  readonly r: Lane;
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

/** Added to quotients by 2 ln 2: r lies between -0.8 ln 2 and 1.2 ln 2, since errors of small eʳ count more. */
const SHIFT = -0.1;

/** x as n·period + r. */
function reduce(math: LaneMath, x: Lane, { doubled, added = 0, small }: Reduction): Reduced {
  const floats = new Floats(math, x);
  const { ln2 } = coefficientsFor(x);
  const times = doubled ? 2 : 1;
  const quotient = math.mul(x, floats.number(1 / (times * Math.LN2)));
  const shifted = doubled ? math.add(quotient, floats.number(SHIFT)) : quotient;
  const { float: n, bits } = floats.nearest(shifted, floats.format.bias + added);
  const r = ln2.reduce((rest, part) => math.sub(rest, math.mul(n, floats.number(times * part))), x);
  return { r: small ? math.add(r, small) : r, power: floats.power(bits) };
}

/** eʳ - 1 - r = r²·Q(r) for r between -0.8 ln 2 and 1.2 ln 2, or by other coefficients. */
export function bendOfExp(math: LaneMath, r: Lane, coefficients = coefficientsFor(r).exp): Lane {
  const square = math.mul(r, r);
  return math.mul(square, new Floats(math, r).polynomialOfSquare(r, square, coefficients));
}

/** 4ⁿ·eʳ */
function scaled(math: LaneMath, r: Lane, power: Lane): Lane {
  const rest = math.add(r, bendOfExp(math, r));
  const sum = math.add(rest, new Floats(math, r).number(1));
  return math.mul(math.mul(sum, power), power);
}

/** e to the power of a sum, whose second term is small; zero where left out. */
export function exp(math: LaneMath, x: Lane, small?: Lane): Lane {
  const floats = new Floats(math, x);
  const [least, greatest] = limits[x.dtype as FloatDtype];
  const { r, power } = reduce(math, floats.clamp(x, least, greatest), { doubled: true, small });
  return scaled(math, r, power);
}

/**
 * eˣ - 1 = 2ⁿ·((eʳ - 1) + (1 - 2⁻ⁿ)) by the period ln 2: for n = 0 nothing is lost. The powers are 2ⁿ⁻¹ and 2¹⁻ⁿ, since
 * 2ⁿ may be too large.
 */
export function expm1(math: LaneMath, x: Lane): Lane {
  const floats = new Floats(math, x);
  const dtype = x.dtype as FloatDtype;
  const bounded = floats.clamp(x, LEAST[dtype], limits[dtype][1]);
  const { r, power } = reduce(math, bounded, { doubled: false, added: -1 });
  const rest = math.add(r, bendOfExp(math, r, coefficientsFor(x).expm1));
  const step = math.sub(floats.number(1), math.mul(floats.inverse(power), floats.number(0.5)));
  const half = math.mul(math.add(rest, step), power);
  return floats.orZero(x, math.add(half, half));
}

/** 2ᵛ of a number in two parts, the second of which is small. */
export function exp2(math: LaneMath, v: Lane, small: Lane): Lane {
  const floats = new Floats(math, v);
  const half = math.add(math.mul(v, floats.number(0.5)), floats.number(SHIFT));
  const { float: n, bits } = floats.nearest(half, floats.format.bias);
  const r = math.add(math.sub(v, math.add(n, n)), small);
  return scaled(math, math.mul(r, floats.number(Math.LN2)), floats.power(bits));
}
