/** @file Sum over axes and its adjoint, expansion to a larger shape. */

import { ShapeError } from "../../errors.ts";
import { apply } from "../../graph/apply.ts";
import { broadcastAt, build } from "../../graph/host.ts";
import { literal } from "../../graph/literal.ts";
import type { Op, Sample } from "../../graph/op.ts";
import { requireTensor } from "../../graph/operand-checks.ts";
import {
  broadcastShapes,
  formatShape,
  reduceShape,
  requireList,
  type Shape,
  sameShape,
  toAxes,
  toShape,
} from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { ReduceOptions } from "../../graph/tensor-options.ts";
import { type Kinds, kind, optionsReader, requireKind } from "../../options/kinds.ts";
import { requireNumber } from "../dtype-rules.ts";
import { reshape } from "../shape/layout.ts";
import { emitSum } from "./emit-sum.ts";
import { groups, total } from "./groups.ts";

export type ReduceAttributes = { readonly axes: readonly number[]; readonly keepDims: boolean };

/** Axes and shapes at which every reduction is checked. */
export const reduceSamples: readonly Sample<ReduceAttributes>[] = [
  { inputs: [[2, 3]], attributes: { axes: [0, 1], keepDims: false } },
  { inputs: [[2, 3, 4]], attributes: { axes: [0, 2], keepDims: false } },
  { inputs: [[2, 3, 4]], attributes: { axes: [1], keepDims: true } },
  { inputs: [[3]], attributes: { axes: [], keepDims: false } },
];

export const Sum: Op<ReduceAttributes> = {
  name: "Sum",
  doc: "The sum over axes.",
  infer([x], { axes, keepDims }) {
    requireNumber("sum", x!);
    return { dtype: x!.dtype, shape: reduceShape(x!.shape, axes, keepDims) };
  },
  vjp: ({ inputs: [x], dy, attributes: { axes } }) => [
    expand(reshape(dy, reduceShape(x!.shape, axes, true)), x!.shape),
  ],
  batch: ({ inputs: [x], attributes }) => apply(Sum, [x!], shiftAxes(attributes)),
  onnx: emitSum,
  lane: { kind: "reduce", axes: ({ axes }) => axes, identity: 0, combine: (math, x, y) => math.add(x, y) },
  reference: ([x], { axes, keepDims }) => ({
    dtype: x!.dtype,
    shape: reduceShape(x!.shape, axes, keepDims),
    data: Float64Array.from(groups(x!, axes), (group) => total(x!.dtype, group)),
  }),
  samples: [...reduceSamples, { inputs: [[0, 2]], attributes: { axes: [0], keepDims: false } }],
  simplify([x], { axes, keepDims }) {
    return axes.every((axis) => x!.shape[axis] === 1)
      ? reshape(x!, reduceShape(x!.shape, axes, keepDims))
      : undefined;
  },
};

/** The attributes of a reduction with a batch axis in front. */
export const shiftAxes = ({ axes, keepDims }: ReduceAttributes): ReduceAttributes => ({
  axes: axes.map((axis) => axis + 1),
  keepDims,
});

export const reduceKinds: Kinds<ReduceOptions> = { axis: kind.integerOrList, keepDims: kind.boolean };

const readReduce = optionsReader<ReduceOptions>(reduceKinds);

/** Options of the user as attributes. */
export const toReduceAttributes = (
  where: string,
  x: Tensor,
  options: ReduceOptions | undefined,
): ReduceAttributes => {
  const { axis, keepDims = false } = readReduce(where, options);
  return { axes: toAxes(where, axis, x.rank), keepDims };
};

/** The sum over axes; over all of them by default. */
export const sum = (x: Tensor, options?: ReduceOptions): Tensor => {
  requireTensor("sum", x);
  return apply(Sum, [x], toReduceAttributes("sum", x, options));
};

export const Expand: Op<{ shape: Shape }> = {
  name: "Expand",
  doc: "The elements repeated along axes of length 1 and new leading axes.",
  infer([x], { shape }) {
    if (!sameShape(broadcastShapes("expand", x!.shape, shape), shape)) {
      throw new ShapeError({
        where: "expand",
        rule: `the input must broadcast to the shape, got ${formatShape(x!.shape)} and ${formatShape(shape)}`,
      });
    }
    return { dtype: x!.dtype, shape };
  },
  vjp: ({ inputs: [x], dy }) => [sumTo(dy, x!.shape)],
  batch: ({ inputs: [x], size, attributes: { shape } }) =>
    expand(alignRank(x!, shape.length), [size, ...shape]),
  onnx: ({ inputs: [x], attributes: { shape }, node, constant }) =>
    node("Expand", [x!, constant("int64", shape)]),
  lane: { kind: "broadcast" },
  reference: ([x], { shape }) => build(x!.dtype, shape, (index) => broadcastAt(x!, index)),
  samples: [
    { inputs: [[3, 1]], attributes: { shape: [2, 3, 4] } },
    { inputs: [[]], attributes: { shape: [2, 2] } },
    { inputs: [[1, 2]], attributes: { shape: [0, 2] } },
  ],
  simplify: ([x], { shape }) => {
    if (sameShape(x!.shape, shape)) return x;
    const source = x!.source;
    return source.kind === "op" && source.op === Expand ? apply(Expand, source.inputs, { shape }) : undefined;
  },
};

const numberKind = kind.needed(kind.number);

/** Repeats elements along axes of length 1 and new leading axes. */
export const expand = (x: Tensor, shape: Shape): Tensor => {
  requireTensor("expand", x);
  requireList("expand", shape);
  return sameShape(x.shape, shape) ? x : apply(Expand, [x], { shape: toShape("expand", shape) });
};

/** Axes of length 1 behind the batch axis, so that an example has the given rank. */
export const alignRank = (x: Tensor, rank: number): Tensor =>
  reshape(x, [x.shape[0]!, ...new Array<number>(rank + 1 - x.rank).fill(1), ...x.shape.slice(1)]);

/** Undoes a broadcast: sums the axes along which `shape` was repeated. */
export function sumTo(x: Tensor, shape: Shape): Tensor {
  if (sameShape(x.shape, shape)) return x;
  const offset = x.rank - shape.length;
  const axes = x.shape
    .map((_, axis) => axis)
    .filter((axis) => axis < offset || shape[axis - offset] !== x.shape[axis]);
  return reshape(sum(x, { axis: axes }), shape);
}

/** A tensor of one repeated number with the type of another. */
export const fullLike = (x: Tensor, value: number): Tensor => {
  requireTensor("fullLike", x);
  requireKind("fullLike(value)", numberKind, value);
  return expand(literal(value, x.dtype), x.shape);
};
