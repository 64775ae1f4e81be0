/** @file Hyperbolic functions and their inverses. */

import type { Tensor } from "../../graph/tensor.ts";
import { add, div, mul, sub } from "./arithmetic.ts";
import { greater, less, where } from "./compare.ts";
import { callUnary, float32Kernel } from "./elementwise.ts";
import { log1p } from "./exponential.ts";
import { abs, exp, log, sign, sqrt, square, tanh, unary } from "./unary.ts";

/** eˣ/2 and e⁻ˣ/2; eˣ alone would overflow too early. */
function halves(x: Tensor): readonly [Tensor, Tensor] {
  const root = exp(mul(x, 0.5));
  return [mul(mul(root, 0.5), root), div(div(0.5, root), root)];
}

export const Sinh = unary({
  name: "Sinh",
  doc: "the hyperbolic sine",
  f: Math.sinh,
  dx: (dy, x) => mul(dy, cosh(x)),
  // With t = tanh(x/2), sinh x = 2t/(1 - t²), which is exact near 0.
  onnx: float32Kernel("Sinh", (x) => {
    const t = tanh(mul(x, 0.5));
    return where(less(abs(x), 1), div(mul(t, 2), sub(1, square(t))), sub(...halves(x)));
  }),
});

/** The hyperbolic sine. */
export const sinh = callUnary(Sinh);

export const Cosh = unary({
  name: "Cosh",
  doc: "the hyperbolic cosine",
  f: Math.cosh,
  dx: (dy, x) => mul(dy, sinh(x)),
  onnx: float32Kernel("Cosh", (x) => add(...halves(x))),
});

/** The hyperbolic cosine. */
export const cosh = callUnary(Cosh);

/** Beyond this x² + 1 = x² in float64. */
const LARGE = 1e9;

/** √(x² + 1), also where x² is too large. */
function rootOfSquare(x: Tensor): Tensor {
  const size = abs(x);
  const isLarge = greater(size, LARGE);
  return where(isLarge, size, sqrt(add(square(where(isLarge, 1, x)), 1)));
}

export const Asinh = unary({
  name: "Asinh",
  doc: "the number with the hyperbolic sine x",
  f: Math.asinh,
  dx: (dy, x) => div(dy, rootOfSquare(x)),
  onnx: float32Kernel("Asinh", (x) => {
    const size = abs(x);
    const excess = div(square(x), add(sqrt(add(square(x), 1)), 1));
    return mul(sign(x), where(greater(size, LARGE), add(log(size), Math.LN2), log1p(add(size, excess))));
  }),
});

/** The number with the hyperbolic sine x. */
export const asinh = callUnary(Asinh);

export const Acosh = unary({
  name: "Acosh",
  doc: "the positive number with the hyperbolic cosine x",
  f: Math.acosh,
  dx: (dy, x) => div(dy, mul(sqrt(sub(x, 1)), sqrt(add(x, 1)))),
  range: [1.25, 4],
  onnx: float32Kernel("Acosh", (x) => {
    const excess = sub(x, 1);
    const near = log1p(add(excess, mul(sqrt(excess), sqrt(add(x, 1)))));
    return where(greater(x, LARGE), add(log(x), Math.LN2), near);
  }),
});

/** The positive number with the hyperbolic cosine x; NaN below 1. */
export const acosh = callUnary(Acosh);

export const Atanh = unary({
  name: "Atanh",
  doc: "the number with the hyperbolic tangent x",
  f: Math.atanh,
  dx: (dy, x) => div(dy, mul(sub(1, x), add(x, 1))),
  range: [-0.875, 0.875],
  onnx: float32Kernel("Atanh", (x) => {
    const size = abs(x);
    return mul(mul(sign(x), 0.5), log1p(div(mul(size, 2), sub(1, size))));
  }),
});

/** The number with the hyperbolic tangent x; NaN outside [-1, 1]. */
export const atanh = callUnary(Atanh);
