/**
 * @file Sine and cosine.
 *
 * x = n·π/2 + r with |r| ≤ π/4, where π/2 is a sum of short numbers, whose products with n are exact for |n| < 2^16 in
 * float32 and 2^21 in float64 (Cody and Waite 1980): |x| up to 102 943 and 3.2 million. Beyond that digits are lost,
 * more and more of them, and from 2^22·π/2 (float32) and 2^51·π/2 (float64) on the result means nothing.
 */

import type { Lane, LaneMath } from "../../graph/lane.ts";
import { coefficientsFor, Floats } from "./format.ts";

interface Waves {
  readonly sine: Lane;
  readonly cosine: Lane;
  /** n, whose last two bits say the quarter. */
  readonly quarter: Lane;
}

/** The first parts leave nothing to round. */
const EXACT = 2;

/** x - n·(sum of parts), with what rounding takes from all but the last. */
function remainder(math: LaneMath, x: Lane, products: readonly Lane[]): Lane {
  const start = products.slice(0, EXACT).reduce((rest, product) => math.sub(rest, product), x);
  let [rest, lost]: [Lane, Lane | undefined] = [start, undefined];
  for (const product of products.slice(EXACT, -1)) {
    const next = math.sub(rest, product);
    const error = math.sub(math.sub(rest, next), product);
    lost = lost ? math.add(lost, error) : error;
    rest = next;
  }
  return math.add(rest, math.sub(lost!, products.at(-1)!));
}

function waves(math: LaneMath, x: Lane): Waves {
  const floats = new Floats(math, x);
  const { halfPi, sin, cos } = coefficientsFor(x);
  const { float: n, bits } = floats.nearest(math.mul(x, floats.number(2 / Math.PI)));
  const r = remainder(
    math,
    x,
    halfPi.map((part) => math.mul(n, floats.number(part))),
  );
  const z = math.mul(r, r);
  const bend = math.sub(math.mul(z, floats.polynomial(z, cos)), floats.number(0.5));
  return {
    sine: math.add(r, math.mul(math.mul(r, z), floats.polynomial(z, sin))),
    cosine: math.add(floats.number(1), math.mul(z, bend)),
    quarter: bits,
  };
}

/** The sine of a number so many quarters later. */
function sineLater(math: LaneMath, x: Lane, quarters: number): Lane {
  const floats = new Floats(math, x);
  const { sine, cosine, quarter } = waves(math, x);
  const later = quarters === 0 ? quarter : math.add(quarter, floats.whole(quarters));
  const isOdd = math.notEqual(math.and(later, floats.whole(1)), floats.whole(0));
  const sign = math.shiftLeft(math.and(later, floats.whole(2)), floats.format.last - 1);
  const value = math.select(isOdd, cosine, sine);
  return floats.fromBits(math.xor(floats.toBits(value), sign));
}

export const sin = (math: LaneMath, x: Lane): Lane => new Floats(math, x).orZero(x, sineLater(math, x, 0));

export const cos = (math: LaneMath, x: Lane): Lane => sineLater(math, x, 1);
