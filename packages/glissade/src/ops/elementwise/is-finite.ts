/** @file Predicates of finite, infinite and missing numbers. */

import type { ElementLane } from "../../graph/lane.ts";
import { zeroGradient } from "../../graph/op.ts";
import type { Operand, Tensor } from "../../graph/tensor.ts";
import { less } from "./compare.ts";
import { callUnary, elementwiseOp, floats } from "./elementwise.ts";
import { abs } from "./unary.ts";

interface Test {
  readonly f: (x: number) => boolean;
  readonly lane: ElementLane;
}

const test = (name: string, doc: string, { f, lane }: Test) =>
  elementwiseOp({
    name,
    doc,
    lane,
    f: (x) => Number(f(x!)),
    gradient: zeroGradient("a truth has no gradient"),
    check: floats,
    result: "bool",
    samples: [
      {
        inputs: [{ shape: [4], values: [Number.NaN, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, 0] }],
      },
      { inputs: [[]] },
      { inputs: [[0, 2]] },
    ],
  });

export const IsNaN = test("IsNaN", "whether x is not a number", {
  f: Number.isNaN,
  lane: (math, x) => math.notEqual(x, x),
});
export const IsInf = test("IsInf", "whether x is infinite", {
  f: (x) => Math.abs(x) === Number.POSITIVE_INFINITY,
  lane: (math, x) => math.equal(math.abs(x), math.constant(x.dtype, Number.POSITIVE_INFINITY)),
});

/** Whether each element is not a number, as bool. */
// biome-ignore lint/suspicious/noShadowRestrictedNames: the name of NumPy, PyTorch and ONNX.
export const isNaN = callUnary(IsNaN);
/** Whether each element is infinite, as bool. */
export const isInf = callUnary(IsInf);
/** Whether each element is neither infinite nor NaN, as bool. */
// biome-ignore lint/suspicious/noShadowRestrictedNames: the name of NumPy, PyTorch and ONNX.
export const isFinite = (x: Operand): Tensor => less(abs(x), Number.POSITIVE_INFINITY);
