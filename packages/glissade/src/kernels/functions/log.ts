/**
 * @file Logarithms.
 *
 * x = 2ᵉ·m with m between √½ and √2, and log x = e·ln 2 + log m. With r = m - 1 and s = r/(2 + r), log m = 2 artanh s =
 * r - (r²/2 - s·(r²/2 + R)), where R = s²·P(s²): near 1 it is r less a small number. ln 2 is a sum of a short number,
 * whose product with e is exact, and the rest.
 */

import type { Lane, LaneMath } from "../../graph/lane.ts";
import { coefficientsFor, Floats } from "./format.ts";

export interface Parts {
  /** e as an integer. */
  readonly exponent: Lane;
  readonly m: Lane;
}

/** 2ᵉ·m of a positive normal number. */
export function split(math: LaneMath, x: Lane): Parts {
  const floats = new Floats(math, x);
  const bits = floats.toBits(x);
  const offset = math.sub(bits, floats.toBits(floats.number(Math.SQRT1_2)));
  const exponent = math.shiftRight(offset, floats.format.fraction);
  const moved = math.shiftLeft(exponent, floats.format.fraction);
  return { exponent, m: floats.fromBits(math.sub(bits, moved)) };
}

/** A positive number as a normal one, and how many more its exponent is. */
export function normalize(math: LaneMath, x: Lane): { readonly normal: Lane; readonly more: Lane } {
  const floats = new Floats(math, x);
  const { fraction, smallestNormal } = floats.format;
  const isSmall = math.less(x, floats.number(smallestNormal));
  return {
    normal: math.select(isSmall, math.mul(x, floats.number(2 ** fraction)), x),
    more: math.select(isSmall, floats.number(fraction), floats.number(0)),
  };
}

/** log(1 + r) + e·ln 2 */
function join(math: LaneMath, r: Lane, e: Lane): Lane {
  const floats = new Floats(math, r);
  const { log: coefficients, ln2 } = coefficientsFor(r);
  const [high, low] = ln2.map((part) => math.mul(e, floats.number(part))) as [Lane, Lane];
  const s = math.div(r, math.add(r, floats.number(2)));
  const z = math.mul(s, s);
  const rest = math.mul(z, floats.polynomial(z, coefficients));
  const half = math.mul(math.mul(r, r), floats.number(0.5));
  const correction = math.add(math.mul(s, math.add(half, rest)), low);
  return math.add(high, math.sub(r, math.sub(half, correction)));
}

/** The value where x is positive and finite; else the limits of the logarithm of `x`. */
function atLimits(math: LaneMath, x: Lane, value: Lane): Lane {
  const floats = new Floats(math, x);
  const [zero, infinity] = [0, Number.POSITIVE_INFINITY].map((each) => floats.number(each)) as [Lane, Lane];
  const finite = math.select(math.less(x, infinity), value, x);
  const known = math.select(math.equal(x, zero), floats.number(Number.NEGATIVE_INFINITY), finite);
  return math.select(math.less(x, zero), floats.number(Number.NaN), known);
}

export function log(math: LaneMath, x: Lane): Lane {
  const floats = new Floats(math, x);
  const { normal, more } = normalize(math, x);
  const { exponent, m } = split(math, normal);
  const e = math.sub(floats.toFloat(exponent), more);
  return atLimits(math, x, join(math, math.sub(m, floats.number(1)), e));
}

/** By u = 1 + x, and what rounding took from x: r = m - 1 + 2⁻ᵉ·(x - (u - 1)). As 2¹⁻ᵉ it is never out of range. */
export function log1p(math: LaneMath, x: Lane): Lane {
  const floats = new Floats(math, x);
  const one = floats.number(1);
  const u = math.add(x, one);
  const lost = math.sub(x, math.sub(u, one));
  const { exponent, m } = split(math, u);
  const inverse = floats.power(math.sub(floats.whole(floats.format.bias + 1), exponent));
  const r = math.add(math.sub(m, one), math.mul(math.mul(lost, floats.number(0.5)), inverse));
  return floats.orZero(x, atLimits(math, u, join(math, r, floats.toFloat(exponent))));
}
