/** @file The error function, and 1 less it. */

import type { Lane, LaneMath } from "../../graph/lane.ts";
import { exp } from "./exp.ts";
import { coefficientsFor, Floats } from "./format.ts";

/** Where the polynomials change. */
const BORDER = 1;
/** 1 - erf x is a polynomial to the power of minus this. */
const ROOT = { float32: 4, float64: 16 } as const;
const POLE = 3;

type FloatDtype = keyof typeof ROOT;

/** x + x·P(x²) */
function near(math: LaneMath, x: Lane): Lane {
  const floats = new Floats(math, x);
  return math.add(x, math.mul(x, floats.polynomial(math.mul(x, x), coefficientsFor(x).erf)));
}

/** 1 - P(x - 1)^-4 from 1 on, in float64 to the power of -16: no exponential. */
function far(math: LaneMath, x: Lane): Lane {
  const floats = new Floats(math, x);
  let power = floats.polynomial(math.sub(x, floats.number(BORDER)), coefficientsFor(x).erfcRoot);
  for (let root = 1; root < ROOT[x.dtype as FloatDtype]; root *= 2) power = math.mul(power, power);
  const one = floats.number(1);
  return math.sub(one, math.div(one, power));
}

export function erf(math: LaneMath, x: Lane): Lane {
  const floats = new Floats(math, x);
  const size = math.abs(x);
  const value = math.select(math.less(size, floats.number(BORDER)), near(math, size), far(math, size));
  return floats.withSign(value, x);
}

/** From here on the result is 0. */
const END = { float32: 11, float64: 28 } as const;

/** e^(-x²), where the square is the rounded one and what rounding took (Dekker 1971). */
function bellOf(math: LaneMath, x: Lane): Lane {
  const floats = new Floats(math, x);
  const upper = floats.upperHalf(x);
  const lower = math.sub(x, upper);
  const square = math.mul(x, x);
  const first = math.sub(square, math.mul(upper, upper));
  const second = math.sub(first, math.mul(math.add(upper, upper), lower));
  return exp(math, math.neg(square), math.sub(second, math.mul(lower, lower)));
}

/** e^(-x²)·P((x - 3)/(x + 3))/(x + 3) for positive x, and 2 less that of -x. */
export function erfc(math: LaneMath, x: Lane): Lane {
  const floats = new Floats(math, x);
  const size = math.pmin(math.abs(x), floats.number(END[x.dtype as FloatDtype]));
  const bell = bellOf(math, size);
  const below = math.add(size, floats.number(POLE));
  const position = math.div(math.sub(size, floats.number(POLE)), below);
  const tail = math.mul(bell, math.div(floats.polynomial(position, coefficientsFor(x).erfc), below));
  return math.select(math.less(x, floats.number(0)), math.sub(floats.number(2), tail), tail);
}
