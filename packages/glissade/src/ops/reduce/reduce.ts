/** @file Reductions besides the sum: extremes, their positions, and the mean. */

import { ShapeError } from "../../errors.ts";
import { apply } from "../../graph/apply.ts";
import { type Dtype, dtypes, isFloat } from "../../graph/dtype.ts";
import { type LaneReduction, noLane } from "../../graph/lane.ts";
import { type EmitContext, type Op, type TensorType, zeroGradient } from "../../graph/op.ts";
import { requireTensor } from "../../graph/operand-checks.ts";
import { formatShape, reduceShape, sizeOf, toAxis } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { type AxisOptions, type ReduceOptions, readAxis } from "../../graph/tensor-options.ts";
import { requireFloat, requireNumber } from "../dtype-rules.ts";
import { div, mul } from "../elementwise/arithmetic.ts";
import { cast } from "../elementwise/cast.ts";
import { equal } from "../elementwise/compare.ts";
import { emitVia } from "../emit-rules.ts";
import { reshape } from "../shape/layout.ts";
import { groups } from "./groups.ts";
import { type ReduceAttributes, reduceSamples, shiftAxes, sum, toReduceAttributes } from "./sum.ts";

export function requireElements(where: string, shape: readonly number[], axes: readonly number[]): void {
  if (axes.some((axis) => shape[axis] === 0)) {
    throw new ShapeError({
      where,
      rule: `needs at least one element along each axis, got ${formatShape(shape)}`,
    });
  }
}

type ExtremeAttributes = ReduceAttributes & {
  /** `true` where NaN may be passed over, which spares a pass: what is made of the result shows it anyway. */
  readonly passesNaN?: boolean;
};

const NAN = Number.NaN;

/** Whether one value comes before another: NaN before all numbers. */
const isBefore = (better: (x: number, y: number) => boolean) => (x: number, y: number) =>
  better(x, y) || (Number.isNaN(x) && !Number.isNaN(y));

interface Extreme {
  readonly onnx: string;
  readonly better: (x: number, y: number) => boolean;
  /** What loses against all numbers. */
  readonly worst: number;
  readonly combine: LaneReduction<ExtremeAttributes>["combine"];
}

const extreme = (name: string, { onnx, better, worst, combine }: Extreme) => {
  const where = name.toLowerCase();
  const op: Op<ExtremeAttributes> = {
    name,
    doc: `The ${where} over axes, NaN where one is among them; elements that share it share the gradient.`,
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
    batch: ({ inputs: [x], attributes }) => apply(op, [x!], { ...attributes, ...shiftAxes(attributes) }),
    onnx: (context) => emitExtreme(context, onnx),
    lane: { kind: "reduce", axes: ({ axes }) => axes, identity: worst, combine },
    reference: ([x], { axes, keepDims }) => ({
      dtype: x!.dtype,
      shape: reduceShape(x!.shape, axes, keepDims),
      data: Float64Array.from(groups(x!, axes), (group) =>
        group.reduce((best, value) => (isBefore(better)(value, best) ? value : best)),
      ),
    }),
    samples: [
      ...reduceSamples,
      { inputs: [{ shape: [2, 3], values: [1, 5, 5, 2, 2, 2] }], attributes: { axes: [1], keepDims: false } },
      {
        inputs: [{ shape: [2, 3], values: [1, NAN, 5, 2, 2, 3] }],
        attributes: { axes: [1], keepDims: true },
      },
      { inputs: [{ shape: [2, 2], values: [1, NAN, 5, 2] }], attributes: { axes: [0, 1], keepDims: false } },
      { inputs: [{ shape: [2, 2], dtype: "uint32" }], attributes: { axes: [0], keepDims: false } },
    ],
  };
  return op;
};

/** ONNX Runtime's kernels pass over NaN in places; the sum of sizes is NaN only where an element is. */
function emitExtreme(context: EmitContext<ExtremeAttributes>, operator: string): string {
  const { inputs, types, attributes, node, constant } = context;
  const { axes, keepDims, passesNaN = false } = attributes;
  const [{ dtype }] = types as [TensorType];
  if (axes.length === 0) return node("Identity", inputs);
  if (kernelDtype(dtype) === "int64") return emitWholeExtreme(context, operator);
  const reduce = (kernel: string) =>
    node(kernel, [...inputs, constant("int64", axes)], { keepdims: Number(keepDims) });
  const result = reduce(operator);
  if (!isFloat(dtype) || passesNaN) return result;
  const sizes = reduce("ReduceL1");
  return node("Where", [node("IsNaN", [sizes]), sizes, result]);
}

/** ONNX Runtime's reductions go wrong on halves of int64; the first in order is right. */
function emitWholeExtreme(context: EmitContext<ExtremeAttributes>, operator: string): string {
  const { inputs, types, outputs, attributes, node, nodes, constant } = context;
  const [{ dtype, shape }] = types as [TensorType];
  const [{ shape: result }] = outputs as [TensorType];
  const rest = [...shape.keys()].filter((axis) => !attributes.axes.includes(axis));
  return emitVia(context, { from: dtype, via: kernelDtype(dtype) }, (cast) => {
    const ordered = node("Transpose", [cast(inputs[0]!)], { perm: [...rest, ...attributes.axes] });
    const rows = node("Reshape", [
      ordered,
      constant("int64", [sizeOf(result), sizeOf(shape) / sizeOf(result)]),
    ]);
    const largest = Number(operator === "ReduceMax");
    const [first] = nodes("TopK", [rows, constant("int64", [1])], { count: 2, axis: 1, largest });
    return node("Reshape", [first!, constant("int64", result)]);
  });
}

/** ONNX Runtime orders no uint32. */
export const kernelDtype = (dtype: Dtype): Dtype => (dtype === "uint32" ? "int64" : dtype);

export const Max = extreme("Max", {
  onnx: "ReduceMax",
  better: (x, y) => x > y,
  worst: Number.NEGATIVE_INFINITY,
  combine: (math, x, y) => math.max(x, y),
});
export const Min = extreme("Min", {
  onnx: "ReduceMin",
  better: (x, y) => x < y,
  worst: Number.POSITIVE_INFINITY,
  combine: (math, x, y) => math.min(x, y),
});

/** The maximum over axes (all of them by default), NaN where one is among them. Ties share the gradient. */
export const max = (x: Tensor, options?: ReduceOptions): Tensor => {
  requireTensor("max", x);
  return apply(Max, [x], toReduceAttributes("max", x, options));
};

/** The minimum over axes (all of them by default), NaN where one is among them. Ties share the gradient. */
export const min = (x: Tensor, options?: ReduceOptions): Tensor => {
  requireTensor("min", x);
  return apply(Min, [x], toReduceAttributes("min", x, options));
};

/** The mean over axes; over all of them by default. */
export function mean(x: Tensor, options?: ReduceOptions): Tensor {
  requireTensor("mean", x);
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
    doc: `The position of the ${where.slice(3)}imum along an axis, or of NaN, the first of equals, as int64.`,
    infer([x], { axis }) {
      requireNumber(where, x!);
      requireElements(where, x!.shape, [axis]);
      return { dtype: "int64", shape: x!.shape.toSpliced(axis, 1) };
    },
    vjp: zeroGradient("a position is constant almost everywhere"),
    batch: ({ inputs: [x], attributes: { axis } }) => apply(op, [x!], { axis: axis + 1 }),
    onnx: (context) => emitPosition(context, name),
    lane: noLane("the result is a position, not made of elements"),
    reference: ([x], { axis }) => {
      const found = groups(x!, [axis]).map((group) =>
        group.reduce((best, value, index) => (isBefore(better)(value, group[best]!) ? index : best), 0),
      );
      return { dtype: "int64", shape: x!.shape.toSpliced(axis, 1), data: Float64Array.from(found) };
    },
    samples: [
      { inputs: [[3, 4]], attributes: { axis: 1 } },
      { inputs: [[3, 4]], attributes: { axis: 0 } },
      { inputs: [{ shape: [4], values: [1, 7, 7, 1] }], attributes: { axis: 0 } },
      { inputs: [{ shape: [2, 3], values: [1, NAN, NAN, 2, 0, 3] }], attributes: { axis: 1 } },
      { inputs: [{ shape: [3], dtype: "uint32" }], attributes: { axis: 0 } },
    ],
  };
  return op;
};

/** ONNX Runtime's kernels pass over NaN, whose own position is that of the largest truth. */
function emitPosition(context: EmitContext<{ axis: number }>, operator: string): string {
  const { inputs, types, attributes, node, constant } = context;
  const [{ dtype }] = types as [TensorType];
  const [x] = inputs as [string];
  const find = (kernel: string, values: string) =>
    node(kernel, [values], { axis: attributes.axis, keepdims: 0 });
  const castTo = (values: string, to: Dtype) => node("Cast", [values], { to: dtypes[to].onnx });
  if (dtype === "uint32") return find(operator, castTo(x, kernelDtype(dtype)));
  if (!isFloat(dtype)) return find(operator, x);
  const sizes = node("ReduceL1", [x, constant("int64", [attributes.axis])], { keepdims: 0 });
  const missing = find("ArgMax", castTo(node("IsNaN", [x]), "uint8"));
  return node("Where", [node("IsNaN", [sizes]), missing, find(operator, x)]);
}

export const ArgMax = position("ArgMax", (x, y) => x > y);
export const ArgMin = position("ArgMin", (x, y) => x < y);

/** The position of the maximum along an axis (the last by default), the first of equals, as int64; that of the
 * first NaN where there is one. */
export function argmax(x: Tensor, options?: AxisOptions): Tensor {
  requireTensor("argmax", x);
  const { axis = -1 } = readAxis("argmax", options);
  return apply(ArgMax, [x], { axis: toAxis("argmax", axis, x.rank) });
}

/** The position of the minimum along an axis (the last by default), the first of equals, as int64; that of the
 * first NaN where there is one. */
export function argmin(x: Tensor, options?: AxisOptions): Tensor {
  requireTensor("argmin", x);
  const { axis = -1 } = readAxis("argmin", options);
  return apply(ArgMin, [x], { axis: toAxis("argmin", axis, x.rank) });
}
