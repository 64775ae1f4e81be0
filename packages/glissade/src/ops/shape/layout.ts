/** @file Operations that move elements without changing them: reshape and transpose. */

import { ShapeError } from "../../errors.ts";
import { apply } from "../../graph/apply.ts";
import { at, build } from "../../graph/host.ts";
import type { Op } from "../../graph/op.ts";
import { requireTensor } from "../../graph/operand-checks.ts";
import {
  formatShape,
  requireList,
  type Shape,
  sameShape,
  sizeOf,
  toAxis,
  toShape,
} from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { AxisOptions } from "../../graph/tensor-options.ts";
import { kind, optionsReader, requireKind } from "../../options/kinds.ts";
import { movesElements } from "../no-lanes.ts";

export const Reshape: Op<{ shape: Shape }> = {
  name: "Reshape",
  doc: "The same elements in row-major order under another shape.",
  infer([x], { shape }) {
    if (sizeOf(shape) !== sizeOf(x!.shape)) {
      throw new ShapeError({
        where: "reshape",
        rule: `sizes must match, got ${formatShape(x!.shape)} and ${formatShape(shape)} (${sizeOf(x!.shape)} and ${sizeOf(shape)} elements)`,
      });
    }
    return { dtype: x!.dtype, shape };
  },
  vjp: ({ inputs: [x], dy }) => [reshape(dy, x!.shape)],
  batch: ({ inputs: [x], size, attributes }) => reshape(x!, [size, ...attributes.shape]),
  onnx: ({ inputs: [x], attributes: { shape }, node, constant }) =>
    node("Reshape", [x!, constant("int64", shape)], { allowzero: 1 }),
  lane: { kind: "view" },
  reference: ([x], { shape }) => ({ ...x!, shape }),
  samples: [
    { inputs: [[2, 6]], attributes: { shape: [3, 4] } },
    { inputs: [[]], attributes: { shape: [1, 1] } },
    { inputs: [[0, 2]], attributes: { shape: [2, 0] } },
  ],
  simplify([x], { shape }) {
    if (sameShape(x!.shape, shape)) return x;
    const source = x!.source;
    return source.kind === "op" && source.op === Reshape
      ? apply(Reshape, source.inputs, { shape })
      : undefined;
  },
};

/** The same elements in row-major order under another shape; one length may be -1. */
export function reshape(x: Tensor, shape: Shape): Tensor {
  requireTensor("reshape", x);
  requireList("reshape", shape);
  const unknown = shape.indexOf(-1);
  if (unknown < 0) return apply(Reshape, [x], { shape: toShape("reshape", shape) });
  const others = shape.filter((length) => length !== -1);
  const known = sizeOf(toShape("reshape", others));
  const length = x.size / known;
  if (!Number.isInteger(length) || shape.lastIndexOf(-1) !== unknown) {
    throw new ShapeError({
      where: "reshape",
      rule: `one length may be -1 if the others divide the size, got ${formatShape(x.shape)} and ${formatShape(shape)}`,
    });
  }
  return apply(Reshape, [x], { shape: shape.with(unknown, length) });
}

export const Transpose: Op<{ permutation: readonly number[] }> = {
  name: "Transpose",
  doc: "The axes in another order: axis i of the result is axis permutation[i] of the input.",
  infer([x], { permutation }) {
    const sorted = [...permutation].sort((a, b) => a - b);
    if (permutation.length !== x!.shape.length || sorted.some((axis, index) => axis !== index)) {
      throw new ShapeError({
        where: "transpose",
        rule: `the permutation must name each of the ${x!.shape.length} axes of ${formatShape(x!.shape)} once, got ${formatShape(permutation)}`,
      });
    }
    return { dtype: x!.dtype, shape: permutation.map((axis) => x!.shape[axis]!) };
  },
  vjp: ({ dy, attributes: { permutation } }) => [transpose(dy, invert(permutation))],
  batch: ({ inputs: [x], attributes: { permutation } }) =>
    transpose(x!, [0, ...permutation.map((axis) => axis + 1)]),
  onnx: ({ inputs, attributes: { permutation }, node }) => node("Transpose", inputs, { perm: permutation }),
  lane: movesElements,
  reference: ([x], { permutation }) =>
    build(
      x!.dtype,
      permutation.map((axis) => x!.shape[axis]!),
      (index) =>
        at(
          x!,
          invert(permutation).map((axis) => index[axis]!),
        ),
    ),
  samples: [
    { inputs: [[2, 3]], attributes: { permutation: [1, 0] } },
    { inputs: [[2, 3, 4]], attributes: { permutation: [2, 0, 1] } },
    { inputs: [[3, 0]], attributes: { permutation: [1, 0] } },
  ],
  simplify([x], { permutation }) {
    if (permutation.every((axis, index) => axis === index)) return x;
    const source = x!.source;
    if (source.kind !== "op" || source.op !== Transpose) return undefined;
    const inner = source.attributes.permutation as readonly number[];
    return transpose(
      source.inputs[0]!,
      permutation.map((axis) => inner[axis]!),
    );
  },
};

function invert(permutation: readonly number[]): number[] {
  const inverse = new Array<number>(permutation.length);
  permutation.forEach((axis, index) => {
    inverse[axis] = index;
  });
  return inverse;
}

/** Permutes the axes; reverses them where no permutation is given. Negative axes count from the back. */
export function transpose(x: Tensor, permutation?: readonly number[]): Tensor {
  requireTensor("transpose", x);
  if (permutation !== undefined) requireKind("transpose(permutation)", kind.integers, permutation);
  const axes = permutation ?? Array.from({ length: x.rank }, (_, axis) => x.rank - 1 - axis);
  return apply(Transpose, [x], { permutation: axes.map((axis) => toAxis("transpose", axis, x.rank)) });
}

/** Moves one axis to another place and keeps the order of the rest. */
export function moveAxis(x: Tensor, from: number, to: number): Tensor {
  requireTensor("moveAxis", x);
  const source = toAxis("moveAxis", from, x.rank);
  const rest = Array.from({ length: x.rank }, (_, axis) => axis).filter((axis) => axis !== source);
  return transpose(x, rest.toSpliced(toAxis("moveAxis", to, x.rank), 0, source));
}

/** Moves neighbouring axes to a place among the others. */
export function moveBlock(x: Tensor, from: number, { count, to }: { count: number; to: number }): Tensor {
  const block = Array.from({ length: count }, (_, each) => from + each);
  const rest = [...x.shape.keys()].filter((axis) => !block.includes(axis));
  return transpose(x, rest.toSpliced(to, 0, ...block));
}

export type UnsqueezeOptions = Required<AxisOptions>;

const readUnsqueeze = optionsReader<UnsqueezeOptions>({ axis: kind.needed(kind.integer) });

/** Inserts an axis of length 1. */
export function unsqueeze(x: Tensor, options: UnsqueezeOptions): Tensor {
  const { axis } = readUnsqueeze("unsqueeze", options);
  return reshape(x, x.shape.toSpliced(toAxis("unsqueeze", axis, x.rank + 1), 0, 1));
}
