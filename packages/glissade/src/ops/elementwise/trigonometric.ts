/** @file The tangent, and angles from their sine, cosine and tangent. */

import { noLane } from "../../graph/lane.ts";
import { literal } from "../../graph/literal.ts";
import type { Operand, Tensor } from "../../graph/tensor.ts";
import { add, binarySamples, div, mul, neg, sub } from "./arithmetic.ts";
import { cast } from "./cast.ts";
import { equal, less, logicalOr, where } from "./compare.ts";
import { callElementwise, callUnary, composed, elementwiseOp, float32Kernel, floats } from "./elementwise.ts";
import { clip } from "./rounding.ts";
import { abs, cos, sign, sin, sqrt, square, unary } from "./unary.ts";

const tanOf = (x: Tensor): Tensor => div(sin(x), cos(x));

export const Tan = unary({
  name: "Tan",
  doc: "the tangent",
  f: Math.tan,
  dx: (dy, _, y) => mul(dy, add(square(y), 1)),
  range: [-1.25, 1.25],
  onnx: float32Kernel("Tan", tanOf),
  lane: composed(tanOf),
});

/** The tangent. */
export const tan = callUnary(Tan);

/** Training hardly asks for angles. */
const withoutLane = noLane("kernels have no arc tangent");

/** Beyond this the arc tangent is π/2 in float64. */
const LARGE = 1e300;

/** One step from the angle that float32 knows: the rest is so small that it equals its tangent, and is taken away to keep -0. */
function refineAtan(x: Tensor): Tensor {
  const tangent = clip(x, { min: -LARGE, max: LARGE });
  const angle = cast(atan(cast(x, "float32")), "float64");
  const [c, s] = [cos(angle), sin(angle)];
  return sub(angle, div(sub(s, mul(tangent, c)), add(c, mul(tangent, s))));
}

export const Atan = unary({
  name: "Atan",
  doc: "the angle in (-π/2, π/2) with the tangent x",
  f: Math.atan,
  dx: (dy, x) => div(dy, add(square(x), 1)),
  points: [-1e6],
  onnx: float32Kernel("Atan", refineAtan),
  lane: withoutLane,
});

/** The angle in (-π/2, π/2) with the tangent x. */
export const atan = callUnary(Atan);

/** √(1 - x²), exact near ±1. */
const cosineOf = (sine: Tensor): Tensor => sqrt(mul(sub(1, sine), add(sine, 1)));

export const Asin = unary({
  name: "Asin",
  doc: "the angle in [-π/2, π/2] with the sine x",
  f: Math.asin,
  dx: (dy, x) => div(dy, cosineOf(x)),
  range: [-0.875, 0.875],
  onnx: float32Kernel("Asin", (x) => atan(div(x, cosineOf(x)))),
  lane: withoutLane,
});

/** The angle in [-π/2, π/2] with the sine x; NaN outside [-1, 1]. */
export const asin = callUnary(Asin);

export const Acos = unary({
  name: "Acos",
  doc: "the angle in [0, π] with the cosine x",
  f: Math.acos,
  dx: (dy, x) => neg(div(dy, cosineOf(x))),
  range: [-0.875, 0.875],
  onnx: float32Kernel("Acos", (x) => mul(atan(sqrt(div(sub(1, x), add(x, 1)))), 2)),
  lane: withoutLane,
});

/** The angle in [0, π] with the cosine x; NaN outside [-1, 1]. */
export const acos = callUnary(Acos);

/** Whether x lies below 0, to which -0 belongs. */
const isBelow = (x: Tensor): Tensor => logicalOr(less(x, 0), less(div(1, x), 0));

/** The arc tangent of |y/x|, mirrored where x is negative, with the sign of y. */
function angleOf(y: Tensor, x: Tensor): Tensor {
  const [height, width] = [abs(y), abs(x)];
  // Both may be 0 or infinite, and their quotient NaN.
  const acute = atan(where(equal(height, width), sign(height), div(height, width)));
  const angle = where(isBelow(x), sub(literal(Math.PI, y.dtype), acute), acute);
  // A product, since a choice by ONNX Runtime's kernel makes 0 of -0.
  return mul(angle, where(isBelow(y), literal(-1, y.dtype), 1));
}

export const Atan2 = elementwiseOp({
  name: "Atan2",
  doc: "the angle in [-π, π] of the point (x, y), from y and x; at the origin it is 0 and has no gradient",
  f: (y, x) => Math.atan2(y!, x!),
  gradient: (dy, inputs) => {
    const [y, x] = inputs as [Tensor, Tensor];
    const slope = div(dy, add(square(x), square(y)));
    return [mul(slope, x), neg(mul(slope, y))];
  },
  check: floats,
  onnx: ({ compose }) => compose(angleOf),
  lane: withoutLane,
  samples: [
    ...binarySamples,
    {
      inputs: [
        { shape: [6], values: [1, 0, -1, -2, 3, 0] },
        { shape: [6], values: [0, -1, 0, -2, -3, 2] },
      ],
    },
  ],
});

/**
 * The angle in [-π, π] of the point (x, y). The signs of zeros count, as in NumPy: `atan2(-0, -1)` is -π. At the origin
 * there is no gradient.
 *
 * @example
 * await atan2(tensor([1, 1]), tensor([1, -1])).data(); // [0.7853982, 2.3561945]
 */
export const atan2 = (y: Operand, x: Operand): Tensor => callElementwise(Atan2, [y, x]);
