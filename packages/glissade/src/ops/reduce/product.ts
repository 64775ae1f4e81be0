/** @file The product over axes. */

import { apply } from "../../graph/apply.ts";
import { isFloat } from "../../graph/dtype.ts";
import type { EmitContext, Op, TensorType } from "../../graph/op.ts";
import { requireTensor } from "../../graph/operand-checks.ts";
import { reduceShape, sizeOf } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { ReduceOptions } from "../../graph/tensor-options.ts";
import { requireNumber } from "../dtype-rules.ts";
import { mul } from "../elementwise/arithmetic.ts";
import { reshape } from "../shape/layout.ts";
import { cumulativeProduct } from "./cumulative.ts";
import { groups, product } from "./groups.ts";
import { toLines } from "./lines.ts";
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
  onnx: emitProduct,
  lane: { kind: "reduce", axes: ({ axes }) => axes, identity: 1, combine: (math, x, y) => math.mul(x, y) },
  reference: ([x], { axes, keepDims }) => ({
    dtype: x!.dtype,
    shape: reduceShape(x!.shape, axes, keepDims),
    data: Float64Array.from(groups(x!, axes), (group) => product(x!.dtype, group)),
  }),
  samples: [
    ...reduceSamples,
    { inputs: [{ shape: [4], values: [2, 0, -3, 0.5] }], attributes: { axes: [0], keepDims: false } },
    { inputs: [{ shape: [2, 3], values: [0, 0, 2, 0, 0, 0] }], attributes: { axes: [1], keepDims: true } },
    { inputs: [[0, 2]], attributes: { axes: [0], keepDims: false } },
  ],
};

/** ONNX Runtime multiplies all integers at once as floats, but two at a time as they are. */
function emitProduct({ inputs, types, outputs, attributes, node, constant }: EmitContext<ReduceAttributes>) {
  const { axes, keepDims } = attributes;
  const [{ dtype, shape }] = types as [TensorType];
  const [{ shape: result }] = outputs as [TensorType];
  if (axes.length === 0) return node("Identity", inputs);
  if (isFloat(dtype))
    return node("ReduceProd", [...inputs, constant("int64", axes)], { keepdims: Number(keepDims) });
  let count = sizeOf(axes.map((axis) => shape[axis]!));
  if (count === 0) return constant(dtype, new Array(sizeOf(result)).fill(1), result);
  const rest = [...shape.keys()].filter((axis) => !axes.includes(axis));
  const ordered = node("Transpose", inputs, { perm: [...rest, ...axes] });
  let rows = node("Reshape", [ordered, constant("int64", [sizeOf(result), count])]);
  const part = (start: number, end: number) =>
    node("Slice", [rows, ...[[start], [end], [1]].map((each) => constant("int64", each))]);
  while (count > 1) {
    const half = count >> 1;
    const pairs = node("Mul", [part(0, half), part(half, 2 * half)]);
    rows = count % 2 === 0 ? pairs : node("Concat", [pairs, part(2 * half, count)], { axis: 1 });
    count = Math.ceil(count / 2);
  }
  return node("Reshape", [rows, constant("int64", result)]);
}

/**
 * The product over axes; over all of them by default. Its gradient is exact where elements are 0.
 *
 * @example
 * await grad((x: Tensor) => prod(x))(tensor([2, 0, 3])).data(); // [0, 6, 0]
 */
export const prod = (x: Tensor, options?: ReduceOptions): Tensor => {
  requireTensor("prod", x);
  return apply(Prod, [x], toReduceAttributes("prod", x, options));
};
