/** @file The product over axes. */

import type { Op } from "../../graph/op.ts";
import { reduceShape } from "../../graph/shape.ts";
import { apply, type ReduceOptions, type Tensor } from "../../graph/tensor.ts";
import { requireNumber } from "../dtype-rules.ts";
import { mul } from "../elementwise/arithmetic.ts";
import { reshape } from "../shape/layout.ts";
import { cumulativeProduct } from "./cumulative.ts";
import { toLines } from "./lines.ts";
import { groups } from "./reduce.ts";
import { type ReduceAttributes, reduceSamples, shiftAxes, toReduceAttributes } from "./sum.ts";

/** For each element, the product of the others: no quotient, so that zeros do no harm. */
function productOfOthers(x: Tensor, axes: readonly number[]): Tensor {
  const { lines, restore } = toLines(x, axes);
  const before = cumulativeProduct(lines, { exclusive: true });
  const behind = cumulativeProduct(lines, { exclusive: true, reverse: true });
  return restore(mul(before, behind));
}

export const Prod: Op<ReduceAttributes> = {
  name: "Prod",
  doc: "The product over axes.",
  infer([x], { axes, keepDims }) {
    requireNumber("prod", x!);
    return { dtype: x!.dtype, shape: reduceShape(x!.shape, axes, keepDims) };
  },
  vjp: ({ inputs: [x], dy, attributes: { axes } }) => [
    mul(reshape(dy, reduceShape(x!.shape, axes, true)), productOfOthers(x!, axes)),
  ],
  batch: ({ inputs: [x], attributes }) => apply(Prod, [x!], shiftAxes(attributes)),
  onnx: ({ inputs: [x], attributes: { axes, keepDims }, node, constant }) =>
    axes.length === 0
      ? node("Identity", [x!])
      : node("ReduceProd", [x!, constant("int64", axes)], { keepdims: Number(keepDims) }),
  reference: ([x], { axes, keepDims }) => ({
    dtype: x!.dtype,
    shape: reduceShape(x!.shape, axes, keepDims),
    data: Float64Array.from(groups(x!, axes), (group) => group.reduce((product, each) => product * each, 1)),
  }),
  samples: [
    ...reduceSamples,
    { inputs: [{ shape: [4], values: [2, 0, -3, 0.5] }], attributes: { axes: [0], keepDims: false } },
    { inputs: [{ shape: [2, 3], values: [0, 0, 2, 0, 0, 0] }], attributes: { axes: [1], keepDims: true } },
    { inputs: [[0, 2]], attributes: { axes: [0], keepDims: false } },
  ],
};

/**
 * The product over axes; over all of them by default. Its gradient is exact where elements are 0.
 *
 * @example
 * await grad((x: Tensor) => prod(x))(tensor([2, 0, 3])).data(); // [0, 6, 0]
 */
export const prod = (x: Tensor, options?: ReduceOptions): Tensor =>
  apply(Prod, [x], toReduceAttributes("prod", x, options));
