/** @file Reductions besides the sum: extremes, their positions, and the mean. */

import { ShapeError } from "../../errors.ts";
import { type HostArray, indices } from "../../graph/host.ts";
import { type Op, zeroGradient } from "../../graph/op.ts";
import { formatShape, reduceShape, toAxis } from "../../graph/shape.ts";
import { type AxisOptions, apply, type ReduceOptions, type Tensor } from "../../graph/tensor.ts";
import { readAxis } from "../../kinds.ts";
import { requireFloat, requireNumber } from "../dtype-rules.ts";
import { div, mul } from "../elementwise/arithmetic.ts";
import { cast } from "../elementwise/cast.ts";
import { equal } from "../elementwise/compare.ts";
import { reshape } from "../shape/layout.ts";
import { type ReduceAttributes, reduceSamples, shiftAxes, sum, toReduceAttributes } from "./sum.ts";

/** Values of x grouped by where they land after reducing. */
export function groups(x: HostArray, axes: readonly number[]): number[][] {
  const kept = reduceShape(x.shape, axes, true);
  const result = Array.from({ length: kept.reduce((a, b) => a * b, 1) }, (): number[] => []);
  let flat = 0;
  for (const index of indices(x.shape)) {
    const group = kept.reduce(
      (position, length, axis) => position * length + (length === 1 ? 0 : index[axis]!),
      0,
    );
    result[group]!.push(x.data[flat++]!);
  }
  return result;
}

export function requireElements(where: string, shape: readonly number[], axes: readonly number[]): void {
  if (axes.some((axis) => shape[axis] === 0)) {
    throw new ShapeError({
      where,
      rule: `needs at least one element along each axis, got ${formatShape(shape)}`,
    });
  }
}

const extreme = (name: string, onnx: string, f: (...values: number[]) => number) => {
  const where = name.toLowerCase();
  const op: Op<ReduceAttributes> = {
    name,
    doc: `The ${where} over axes; where several elements share it, they share the gradient.`,
    infer([x], { axes, keepDims }) {
      requireNumber(where, x!);
      requireElements(where, x!.shape, axes);
      return { dtype: x!.dtype, shape: reduceShape(x!.shape, axes, keepDims) };
    },
    vjp: ({ inputs: [x], output, dy, attributes: { axes } }) => {
      const kept = reduceShape(x!.shape, axes, true);
      const chosen = cast(equal(x!, reshape(output, kept)), x!.dtype);
      const share = div(reshape(dy, kept), sum(chosen, { axis: axes, keepDims: true }));
      return [mul(chosen, share)];
    },
    batch: ({ inputs: [x], attributes }) => apply(op, [x!], shiftAxes(attributes)),
    onnx: ({ inputs: [x], attributes: { axes, keepDims }, node, constant }) =>
      axes.length === 0
        ? node("Identity", [x!])
        : node(onnx, [x!, constant("int64", axes)], { keepdims: Number(keepDims) }),
    reference: ([x], { axes, keepDims }) => ({
      dtype: x!.dtype,
      shape: reduceShape(x!.shape, axes, keepDims),
      data: Float64Array.from(groups(x!, axes), (group) => f(...group)),
    }),
    samples: [
      ...reduceSamples,
      { inputs: [{ shape: [2, 3], values: [1, 5, 5, 2, 2, 2] }], attributes: { axes: [1], keepDims: false } },
    ],
  };
  return op;
};

export const Max = extreme("Max", "ReduceMax", Math.max);
export const Min = extreme("Min", "ReduceMin", Math.min);

/** The maximum over axes; over all of them by default. Ties share the gradient. */
export const max = (x: Tensor, options?: ReduceOptions): Tensor =>
  apply(Max, [x], toReduceAttributes("max", x, options));

/** The minimum over axes; over all of them by default. Ties share the gradient. */
export const min = (x: Tensor, options?: ReduceOptions): Tensor =>
  apply(Min, [x], toReduceAttributes("min", x, options));

/** The mean over axes; over all of them by default. */
export function mean(x: Tensor, options?: ReduceOptions): Tensor {
  const { axes } = toReduceAttributes("mean", x, options);
  requireFloat("mean", x);
  requireElements("mean", x.shape, axes);
  return div(
    sum(x, options),
    axes.reduce((count, axis) => count * x.shape[axis]!, 1),
  );
}

const position = (name: string, better: (x: number, y: number) => boolean) => {
  const where = name === "ArgMax" ? "argmax" : "argmin";
  const op: Op<{ axis: number }> = {
    name,
    doc: `The position of the ${where.slice(3)}imum along an axis, the first of equals, as int64.`,
    infer([x], { axis }) {
      requireNumber(where, x!);
      requireElements(where, x!.shape, [axis]);
      return { dtype: "int64", shape: x!.shape.toSpliced(axis, 1) };
    },
    vjp: zeroGradient("a position is constant almost everywhere"),
    batch: ({ inputs: [x], attributes: { axis } }) => apply(op, [x!], { axis: axis + 1 }),
    onnx: ({ inputs, attributes: { axis }, node }) => node(name, inputs, { axis, keepdims: 0 }),
    reference: ([x], { axis }) => {
      const found = groups(x!, [axis]).map((group) =>
        group.reduce((best, value, index) => (better(value, group[best]!) ? index : best), 0),
      );
      return { dtype: "int64", shape: x!.shape.toSpliced(axis, 1), data: Float64Array.from(found) };
    },
    samples: [
      { inputs: [[3, 4]], attributes: { axis: 1 } },
      { inputs: [[3, 4]], attributes: { axis: 0 } },
      { inputs: [{ shape: [4], values: [1, 7, 7, 1] }], attributes: { axis: 0 } },
    ],
  };
  return op;
};

export const ArgMax = position("ArgMax", (x, y) => x > y);
export const ArgMin = position("ArgMin", (x, y) => x < y);

/** The position of the maximum along an axis (the last by default), the first of equals, as int64. */
export function argmax(x: Tensor, options?: AxisOptions): Tensor {
  const { axis = -1 } = readAxis("argmax", options);
  return apply(ArgMax, [x], { axis: toAxis("argmax", axis, x.rank) });
}

/** The position of the minimum along an axis (the last by default), the first of equals, as int64. */
export function argmin(x: Tensor, options?: AxisOptions): Tensor {
  const { axis = -1 } = readAxis("argmin", options);
  return apply(ArgMin, [x], { axis: toAxis("argmin", axis, x.rank) });
}
