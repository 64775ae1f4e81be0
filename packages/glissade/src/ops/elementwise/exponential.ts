/** @file Exponentials and logarithms besides the natural ones, exact near 0. */

import type { Operand, Tensor } from "../../graph/tensor.ts";
import { add, div, maximum, minimum, mul, neg, sub } from "./arithmetic.ts";
import { less, where } from "./compare.ts";
import { callUnary } from "./elementwise.ts";
import { pow } from "./pow.ts";
import { exp, log, tanh, unary } from "./unary.ts";

/** eˣ - 1 for x up to 1/2, exact near 0: with t = tanh(x/2) it is 2t/(1 - t). */
export function expm1BelowZero(x: Tensor): Tensor {
  const t = tanh(mul(x, 0.5));
  return div(mul(t, 2), sub(1, t));
}

/** By the exponential alone from here on. */
const FAR = 0.5;

/** Beyond it e to the power of x is infinite. */
const LARGEST_POWER = 1000;

/** The sum of a part up to 1/2 and one beyond, of which one is 0: `Where` of ONNX Runtime loses the sign of -0. */
function expm1Of(x: Tensor): Tensor {
  const power = minimum(x, LARGEST_POWER);
  const far = where(less(power, FAR), 0, power);
  return sub(expm1BelowZero(sub(power, far)), sub(1, exp(far)));
}

export const Expm1 = unary({
  name: "Expm1",
  doc: "eˣ - 1, exact near 0",
  f: Math.expm1,
  dx: (dy, x) => mul(dy, exp(x)),
  points: [-800, 1e-9],
  onnx: ({ compose }) => compose(expm1Of),
  lane: (math, x) => math.expm1(x),
});

/**
 * eˣ - 1, exact near 0.
 *
 * @example
 * await expm1(tensor(1e-20, { dtype: "float64" })).item(); // 1e-20
 */
export const expm1 = callUnary(Expm1);

/** log(1 + x) by the logarithm of the rounded sum and what rounding took from x; exact for finite x above -1/2 but -0. */
export function logOfOnePlus(x: Tensor): Tensor {
  const sum = add(x, 1);
  const lost = sub(x, sub(sum, 1));
  return add(log(sum), div(lost, sum));
}

/** Beyond it 1 + x is x. */
const LARGE = 1e30;

/** The same for all x, -0 among them, whose sign a sum with log(1) = 0 would lose. */
function log1pOf(x: Tensor): Tensor {
  const sum = add(x, 1);
  const lost = sub(minimum(x, LARGE), sub(minimum(sum, LARGE), 1));
  return neg(sub(neg(div(lost, maximum(sum, 1 / LARGE))), log(sum)));
}

export const Log1p = unary({
  name: "Log1p",
  doc: "log(1 + x), exact near 0",
  f: Math.log1p,
  dx: (dy, x) => div(dy, add(x, 1)),
  range: [-0.75, 3],
  points: [1e-9],
  onnx: ({ compose }) => compose(log1pOf),
  lane: (math, x) => math.log1p(x),
});

/**
 * log(1 + x), exact near 0.
 *
 * @example
 * await log1p(tensor(1e-20, { dtype: "float64" })).item(); // 1e-20
 */
export const log1p = callUnary(Log1p);

/** 2ˣ */
export const exp2 = (x: Operand): Tensor => pow(2, x);
/** The logarithm to base 2. */
export const log2 = (x: Operand): Tensor => div(log(x), Math.LN2);
/** The logarithm to base 10. */
export const log10 = (x: Operand): Tensor => div(log(x), Math.LN10);
