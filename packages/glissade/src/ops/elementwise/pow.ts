/** @file Powers. */

import { literalValue } from "../../graph/literal.ts";
import type { Operand, Tensor } from "../../graph/tensor.ts";
import { fullLike } from "../reduce/sum.ts";
import { div, mul, sub } from "./arithmetic.ts";
import { stopGradient } from "./cast.ts";
import { equal, greater, where } from "./compare.ts";
import { callBinary, elementwiseOp, floats } from "./elementwise.ts";
import { abs, log, sqrt, square } from "./unary.ts";

const positive = { shape: [2, 3], range: [0.3, 2] } as const;

/** As C, unlike JavaScript, has it: 1 for 1 to any power, NaN too, and for -1 to an infinite one. */
export function power(x: number, y: number): number {
  const isOne = x === 1 || (x === -1 && Math.abs(y) === Number.POSITIVE_INFINITY);
  return isOne ? 1 : x ** y;
}

export const Pow = elementwiseOp({
  name: "Pow",
  doc: "xʸ; the gradient for the exponent is 0 where x is not positive",
  f: (x, y) => power(x!, y!),
  gradient: (dy, inputs) => {
    const [x, y] = inputs as [Tensor, Tensor];
    const isPositive = greater(x, 0);
    const base = where(isPositive, x, 1);
    const logarithm = mul(pow(base, where(isPositive, y, 0)), log(base));
    return [mul(dy, slopeOf(x, y)), mul(dy, logarithm)];
  },
  check: floats,
  lane: (math, x, y) => math.pow(x, y),
  samples: [
    { inputs: [positive, [2, 3]] },
    { inputs: [positive, [3]] },
    { inputs: [[2, 2], { shape: [], values: [3] }] },
    { inputs: [[0, 2], [2]] },
  ],
  simplify: ([x, y]) => (y!.rank === 0 ? shortPower(x!, literalValue(y!)) : undefined),
});

/** Smaller numbers have no reciprocal in float32. */
const TINY = 1e-37;

/** y·x to the power of y - 1: x⁰ is constant also at 0, where 1/x is infinite, yet grows with y like log x. */
function slopeOf(x: Tensor, y: Tensor): Tensor {
  const number = literalValue(y);
  if (number === 0) return fullLike(x, 0);
  if (number !== undefined) return mul(pow(x, number - 1), number);
  const isConstant = equal(y, 0);
  const exponent = where(isConstant, 1, y);
  const reciprocal = div(1, where(greater(abs(x), TINY), x, Number.POSITIVE_INFINITY));
  return where(isConstant, mul(y, stopGradient(reciprocal)), mul(exponent, pow(x, sub(exponent, 1))));
}

function shortPower(x: Tensor, exponent: number | undefined): Tensor | undefined {
  if (exponent === 1) return x;
  if (exponent === 2) return square(x);
  // The root of -Infinity is NaN, its power Infinity.
  const [least, greatest] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  return exponent === 0.5 ? where(equal(x, least), greatest, sqrt(x)) : undefined;
}

/** Elementwise x to the power of y. */
export const pow = callBinary(Pow);

/** 1/x */
export const reciprocal = (x: Operand): Tensor => div(1, x);
/** 1/√x */
export const rsqrt = (x: Operand): Tensor => div(1, sqrt(x));
/** x³ */
export const cube = (x: Operand): Tensor => mul(square(x), x);
