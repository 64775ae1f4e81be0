/** @file Powers. */

import { literalValue } from "../../graph/literal.ts";
import type { Operand, Tensor } from "../../graph/tensor.ts";
import { div, mul, sub } from "./arithmetic.ts";
import { equal, greater, where } from "./compare.ts";
import { callBinary, elementwise, floats } from "./elementwise.ts";
import { log, sqrt, square } from "./unary.ts";

const positive = { shape: [2, 3], range: [0.3, 2] } as const;

export const Pow = elementwise({
  name: "Pow",
  doc: "xʸ; the gradient for the exponent is 0 where x is not positive",
  f: (x, y) => x! ** y!,
  gradient: (dy, inputs, power) => {
    const [x, y] = inputs as [Tensor, Tensor];
    const slope = where(equal(y, 0), 0, mul(y, pow(x, sub(y, 1))));
    const logarithm = log(where(greater(x, 0), x, 1));
    return [mul(dy, slope), mul(mul(dy, power), logarithm)];
  },
  check: floats,
  samples: [
    { inputs: [positive, [2, 3]] },
    { inputs: [positive, [3]] },
    { inputs: [[2, 2], { shape: [], values: [3] }] },
    { inputs: [[0, 2], [2]] },
  ],
  simplify: ([x, y]) => (y!.rank === 0 ? shortPower(x!, literalValue(y!)) : undefined),
});

function shortPower(x: Tensor, exponent: number | undefined): Tensor | undefined {
  if (exponent === 1) return x;
  if (exponent === 2) return square(x);
  return exponent === 0.5 ? sqrt(x) : undefined;
}

/** Elementwise x to the power of y. */
export const pow = callBinary(Pow);

/** 1/x */
export const reciprocal = (x: Operand): Tensor => div(1, x);
/** 1/√x */
export const rsqrt = (x: Operand): Tensor => div(1, sqrt(x));
/** x³ */
export const cube = (x: Operand): Tensor => mul(square(x), x);
