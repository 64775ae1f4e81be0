/** @file Functions of one number. */

import { noLane } from "../../graph/lane.ts";
import { zeroGradient } from "../../graph/op.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { requireNumber } from "../dtype-rules.ts";
import { div, mul, neg, sub } from "./arithmetic.ts";
import { cast } from "./cast.ts";
import { greater, less, where } from "./compare.ts";
import { callUnary, type ElementwiseSpec, elementwiseOp, floats } from "./elementwise.ts";

interface UnarySpec
  extends Pick<ElementwiseSpec, "name" | "doc" | "onnx" | "nativeFrom">,
    Pick<Required<ElementwiseSpec>, "lane"> {
  readonly f: (x: number) => number;
  /** dx from dy, x and y. */
  readonly dx: ((dy: Tensor, x: Tensor, y: Tensor) => Tensor) | ReturnType<typeof zeroGradient>;
  readonly range?: readonly [number, number];
  /** Further points to check: borders, ties and extremes. */
  readonly points?: readonly number[];
  readonly more?: ElementwiseSpec["samples"];
  readonly check?: ElementwiseSpec["check"];
}

const largeAngles = noLane("kernels lose the digits of large angles");

/** The record of a function of one number. */
export const unary = ({
  dx,
  f,
  range = [-2, 2],
  points = [],
  more = [],
  check = floats,
  ...rest
}: UnarySpec) =>
  elementwiseOp({
    ...rest,
    check,
    f: (x) => f(x!),
    gradient: typeof dx === "function" ? (dy, [x], y) => [dx(dy, x!, y)] : dx,
    samples: [
      ...[[2, 3], [], [0, 2]].map((shape) => ({ inputs: [{ shape, range }] })),
      ...points.map((point) => ({ inputs: [{ shape: [1], values: [point] }] })),
      ...more,
    ],
  });

const numeric: ElementwiseSpec["check"] = (where, [x]) => requireNumber(where, x!);

export const Exp = unary({
  name: "Exp",
  doc: "eˣ",
  f: Math.exp,
  dx: (dy, _, y) => mul(dy, y),
  lane: (math, x) => math.exp(x),
});
export const Log = unary({
  name: "Log",
  doc: "the natural logarithm",
  f: Math.log,
  dx: (dy, x) => div(dy, x),
  lane: (math, x) => math.log(x),
  range: [0.2, 3],
});
export const Sqrt = unary({
  name: "Sqrt",
  doc: "the square root",
  f: Math.sqrt,
  dx: (dy, _, y) => div(mul(dy, 0.5), y),
  lane: (math, x) => math.sqrt(x),
  range: [0.2, 3],
});
export const Square = unary({
  name: "Square",
  doc: "x²",
  f: (x) => x * x,
  dx: (dy, x) => mul(mul(dy, 2), x),
  lane: (math, x) => math.mul(x, x),
  check: numeric,
  onnx: ({ inputs: [x], node }) => node("Mul", [x!, x!]),
});
export const Abs = unary({
  name: "Abs",
  doc: "|x|; the gradient at 0 is 0",
  f: Math.abs,
  dx: (dy, x) => mul(dy, sign(x)),
  lane: (math, x) => (x.dtype === "uint32" ? x : math.abs(x)),
  check: numeric,
});
export const Sign = unary({
  name: "Sign",
  doc: "-1, 0 or 1",
  f: (x) => Math.sign(x) + 0,
  dx: zeroGradient("the sign is constant almost everywhere"),
  check: numeric,
  lane: (math, x) => {
    const number = (value: number) => math.constant(x.dtype, value);
    const atMost0 = math.select(math.less(x, number(0)), number(-1), math.add(x, number(0)));
    return math.select(math.less(number(0), x), number(1), atMost0);
  },
  // ONNX Runtime's vectorised kernel sees only the lower half of int64.
  onnx: ({ inputs, types: [x], node, compose }) =>
    x!.dtype === "int64"
      ? compose((x) => sub(cast(greater(x, 0), "int64"), cast(less(x, 0), "int64")))
      : node("Sign", inputs),
  more: [{ inputs: [{ shape: [9], dtype: "int64", values: [3e9, -3e9, 2 ** 40, 5, -5, 0, 7, 8, 1] }] }],
});
export const Sin = unary({
  name: "Sin",
  doc: "the sine",
  f: Math.sin,
  dx: (dy, x) => mul(dy, cos(x)),
  lane: largeAngles,
});
export const Cos = unary({
  name: "Cos",
  doc: "the cosine",
  f: Math.cos,
  dx: (dy, x) => neg(mul(dy, sin(x))),
  lane: largeAngles,
});
export const Tanh = unary({
  name: "Tanh",
  doc: "the hyperbolic tangent",
  f: Math.tanh,
  dx: (dy, _, y) => mul(dy, sub(1, square(y))),
  lane: (math, x) => math.tanh(x),
  nativeFrom: 2 ** 12,
});
export const Relu = unary({
  name: "Relu",
  doc: "max(x, 0); the gradient at 0 is 0",
  f: (x) => Math.max(x, 0),
  dx: (dy, _, y) => where(greater(y, 0), dy, 0),
  // The sum with 0 makes 0 of -0, in less time than `max`.
  lane: (math, x) => {
    const zero = math.constant(x.dtype, 0);
    return math.add(math.pmax(x, zero), zero);
  },
});

/** eˣ */
export const exp = callUnary(Exp);
/** The natural logarithm. */
export const log = callUnary(Log);
/** The square root. */
export const sqrt = callUnary(Sqrt);
/** x² */
export const square = callUnary(Square);
/** |x|; the gradient at 0 is 0. */
export const abs = callUnary(Abs);
/** -1, 0 or 1. */
export const sign = callUnary(Sign);
/** The sine. */
export const sin = callUnary(Sin);
/** The cosine. */
export const cos = callUnary(Cos);
/** The hyperbolic tangent. */
export const tanh = callUnary(Tanh);
/** max(x, 0); the gradient at 0 is 0. */
export const relu = callUnary(Relu);
