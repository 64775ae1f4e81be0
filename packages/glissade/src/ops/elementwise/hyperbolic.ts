/** @file Hyperbolic functions and their inverses. */

import type { Tensor } from "../../graph/tensor.ts";
import { add, div, mul, sub } from "./arithmetic.ts";
import { greater, less, where } from "./compare.ts";
import { callUnary, composed, float32Kernel } from "./elementwise.ts";
import { log1p } from "./exponential.ts";
import { signOrZero } from "./rounding.ts";
import { abs, exp, log, sqrt, square, tanh, unary } from "./unary.ts";

/** eˣ/2 and e⁻ˣ/2; eˣ alone would overflow too early. */
function halves(x: Tensor): readonly [Tensor, Tensor] {
  const root = exp(mul(x, 0.5));
  return [mul(mul(root, 0.5), root), div(div(0.5, root), root)];
}

/** With t = tanh(x/2), sinh x = 2t/(1 - t²), which is exact near 0. */
function sinhOf(x: Tensor): Tensor {
  const size = abs(x);
  const t = tanh(mul(size, 0.5));
  const value = where(less(size, 1), div(mul(t, 2), sub(1, square(t))), sub(...halves(size)));
  return mul(signOrZero(x), value);
}

export const Sinh = unary({
  name: "Sinh",
  doc: "the hyperbolic sine",
  f: Math.sinh,
  dx: (dy, x) => mul(dy, cosh(x)),
  onnx: float32Kernel("Sinh", sinhOf),
  lane: composed(sinhOf),
});

/** The hyperbolic sine. */
export const sinh = callUnary(Sinh);

const coshOf = (x: Tensor): Tensor => add(...halves(x));

export const Cosh = unary({
  name: "Cosh",
  doc: "the hyperbolic cosine",
  f: Math.cosh,
  dx: (dy, x) => mul(dy, sinh(x)),
  onnx: float32Kernel("Cosh", coshOf),
  lane: composed(coshOf),
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

function asinhOf(x: Tensor): Tensor {
  const size = abs(x);
  const excess = div(square(x), add(sqrt(add(square(x), 1)), 1));
  return mul(signOrZero(x), where(greater(size, LARGE), add(log(size), Math.LN2), log1p(add(size, excess))));
}

export const Asinh = unary({
  name: "Asinh",
  doc: "the number with the hyperbolic sine x",
  f: Math.asinh,
  dx: (dy, x) => div(dy, rootOfSquare(x)),
  onnx: float32Kernel("Asinh", asinhOf),
  lane: composed(asinhOf),
});

/** The number with the hyperbolic sine x. */
export const asinh = callUnary(Asinh);

function acoshOf(x: Tensor): Tensor {
  const excess = sub(x, 1);
  const near = log1p(add(excess, mul(sqrt(excess), sqrt(add(x, 1)))));
  return where(greater(x, LARGE), add(log(x), Math.LN2), near);
}

export const Acosh = unary({
  name: "Acosh",
  doc: "the positive number with the hyperbolic cosine x",
  f: Math.acosh,
  dx: (dy, x) => div(dy, mul(sqrt(sub(x, 1)), sqrt(add(x, 1)))),
  range: [1.25, 4],
  onnx: float32Kernel("Acosh", acoshOf),
  lane: composed(acoshOf),
});

/** The positive number with the hyperbolic cosine x; NaN below 1. */
export const acosh = callUnary(Acosh);

function atanhOf(x: Tensor): Tensor {
  const size = abs(x);
  return mul(mul(signOrZero(x), 0.5), log1p(div(mul(size, 2), sub(1, size))));
}

export const Atanh = unary({
  name: "Atanh",
  doc: "the number with the hyperbolic tangent x",
  f: Math.atanh,
  dx: (dy, x) => div(dy, mul(sub(1, x), add(x, 1))),
  range: [-0.875, 0.875],
  onnx: float32Kernel("Atanh", atanhOf),
  lane: composed(atanhOf),
});

/** The number with the hyperbolic tangent x; NaN outside [-1, 1]. */
export const atanh = callUnary(Atanh);
