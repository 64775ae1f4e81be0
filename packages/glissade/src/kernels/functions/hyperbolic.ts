/** @file The hyperbolic tangent. */

import type { Lane, LaneMath } from "../../graph/lane.ts";
import { bendOfExp } from "./exp.ts";
import { Floats } from "./format.ts";

/** From here on the result is 1. */
const END = { float32: 10, float64: 20 } as const;

/** Moves the numbers with n = 0 to those below .3, where r is not yet too large. */
const SHIFT = 0.36;

/**
 * With 2|x| = n·ln 2 + r and y = (eʳ - 1) + (1 - 2⁻ⁿ): tanh |x| = (e²ˣ - 1)/(e²ˣ + 1) = y/(y + 2·2⁻ⁿ), where errors of
 * y cancel far out. For n = 0 it is |x| + (eʳ - 1 - r - |x|·y)/(y + 2), whose second term is small.
 */
export function tanh(math: LaneMath, x: Lane): Lane {
  const floats = new Floats(math, x);
  const size = math.pmin(math.abs(x), floats.number(END[x.dtype as keyof typeof END]));
  const quotient = math.sub(math.mul(size, floats.number(2 / Math.LN2)), floats.number(SHIFT));
  const { float: n, bits } = floats.nearest(quotient, floats.format.bias);
  const r = math.sub(math.add(size, size), math.mul(n, floats.number(Math.LN2)));
  const inverse = floats.inverse(floats.power(bits));
  const bend = bendOfExp(math, r);
  const y = math.add(math.add(r, bend), math.sub(floats.number(1), inverse));
  const isNear = math.equal(n, floats.number(0));
  const start = math.select(isNear, size, floats.number(0));
  const rest = math.sub(math.select(isNear, bend, y), math.mul(start, y));
  const value = math.add(start, math.div(rest, math.add(y, math.add(inverse, inverse))));
  return floats.withSign(value, x);
}
