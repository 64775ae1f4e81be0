/** @file Concatenation and its adjoint, splitting. */

import { ShapeError } from "../../errors.ts";
import { apply, applyAll } from "../../graph/apply.ts";
import { at, build } from "../../graph/host.ts";
import type { Op } from "../../graph/op.ts";
import { requireTensor, requireTensors } from "../../graph/operand-checks.ts";
import { formatShape, sameShape, toAxis, toShape } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { type AxisOptions, readAxis } from "../../graph/tensor-options.ts";
import { requireCount } from "../../options/ranges.ts";
import { requireSameDtype } from "../dtype-rules.ts";
import { movesElements } from "../no-lanes.ts";
import { expand } from "../reduce/sum.ts";
import { Slice } from "./slice.ts";

const zeros = (length: number) => new Array<number>(length).fill(0);

export const Concat: Op<{ axis: number }> = {
  name: "Concat",
  doc: "The inputs one behind the other along an axis.",
  infer(inputs, { axis }) {
    requireSameDtype("concat", inputs);
    const [first] = inputs;
    const fits = inputs.every((input) =>
      sameShape(input.shape.toSpliced(axis, 1), first!.shape.toSpliced(axis, 1)),
    );
    if (!fits) {
      throw new ShapeError({
        where: "concat",
        rule: `lengths must match except along axis ${axis}, got ${inputs.map((input) => formatShape(input.shape)).join(" and ")}`,
      });
    }
    const length = inputs.reduce((total, input) => total + input.shape[axis]!, 0);
    return { dtype: first!.dtype, shape: first!.shape.with(axis, length) };
  },
  vjp: ({ inputs, dy, needed, attributes: { axis } }) => {
    const lengths = inputs.map(({ shape }) => shape[axis]!);
    if (needed.every(Boolean)) return applyAll(Split, [dy], { axis, lengths });
    return inputs.map((_, part) => (needed[part] ? partOf(dy, { axis, lengths }, part) : undefined));
  },
  batch: ({ inputs, batched, size, attributes: { axis } }) =>
    apply(
      Concat,
      inputs.map((input, index) => (batched[index] ? input : expand(input, [size, ...input.shape]))),
      { axis: axis + 1 },
    ),
  onnx: "Concat",
  lane: movesElements,
  reference: (inputs, { axis }) => {
    const { shape } = Concat.infer(inputs, { axis }) as { shape: readonly number[] };
    return build(inputs[0]!.dtype, shape, (index) => {
      let position = index[axis]!;
      let which = 0;
      while (position >= inputs[which]!.shape[axis]!) position -= inputs[which++]!.shape[axis]!;
      return at(inputs[which]!, index.with(axis, position));
    });
  },
  samples: [
    {
      inputs: [
        [2, 3],
        [1, 3],
      ],
      attributes: { axis: 0 },
    },
    {
      inputs: [
        [2, 1],
        [2, 2],
        [2, 3],
      ],
      attributes: { axis: 1 },
    },
    {
      inputs: [
        [0, 2],
        [2, 2],
      ],
      attributes: { axis: 0 },
    },
  ],
  simplify: (inputs, { axis }) => (inputs.length === 1 ? inputs[0] : wholeOf(inputs, axis)),
};

/** The tensor whose parts are concatenated again. */
function wholeOf(inputs: readonly Tensor[], axis: number): Tensor | undefined {
  const [{ source }] = inputs as [Tensor];
  if (source.kind !== "op" || source.op !== Split || source.attributes.axis !== axis) return undefined;
  const isInOrder = inputs.every((input, index) => input.source === source && input.index === index);
  return isInOrder && inputs.length === source.types.length ? source.inputs[0] : undefined;
}

type SplitAttributes = { readonly axis: number; readonly lengths: readonly number[] };

export const Split: Op<SplitAttributes> = {
  name: "Split",
  doc: "Parts of these lengths along an axis.",
  infer: ([x], { axis, lengths }) =>
    lengths.map((length) => ({ dtype: x!.dtype, shape: x!.shape.with(axis, length) })),
  vjp: ({ dys, attributes: { axis } }) => [apply(Concat, dys, { axis })],
  batch: ({ inputs, attributes: { axis, lengths } }) => applyAll(Split, inputs, { axis: axis + 1, lengths }),
  onnx: ({ inputs: [x], attributes: { axis, lengths }, nodes, constant }) =>
    nodes("Split", [x!, constant("int64", lengths)], { count: lengths.length, axis }),
  lane: movesElements,
  reference: ([x], { axis, lengths }) =>
    lengths.map((length, part) => {
      const start = startOf(lengths, part);
      return build(x!.dtype, x!.shape.with(axis, length), (index) =>
        at(x!, index.with(axis, start + index[axis]!)),
      );
    }),
  samples: [
    { inputs: [[4, 3]], attributes: { axis: 0, lengths: [1, 3] } },
    { inputs: [[2, 6]], attributes: { axis: 1, lengths: [2, 2, 2] } },
    { inputs: [[2, 3]], attributes: { axis: 1, lengths: [0, 1, 2] } },
  ],
  simplify: ([x], { axis, lengths }) => {
    const { source } = x!;
    if (lengths.length === 1) return x;
    if (source.kind !== "op" || source.op !== Concat || source.attributes.axis !== axis) return undefined;
    return sameShape(
      source.inputs.map(({ shape }) => shape[axis]!),
      lengths,
    )
      ? source.inputs
      : undefined;
  },
};

const startOf = (lengths: readonly number[], part: number): number =>
  lengths.slice(0, part).reduce((total, length) => total + length, 0);

function partOf(x: Tensor, { axis, lengths }: SplitAttributes, part: number): Tensor {
  const starts = zeros(x.rank).with(axis, startOf(lengths, part));
  const steps = zeros(x.rank).fill(1);
  return apply(Slice, [x], { starts, lengths: x.shape.with(axis, lengths[part]!), steps });
}

/**
 * The tensors one behind the other along an axis (the first by default).
 *
 * @example
 * await concat([tensor([1, 2]), tensor([3])]).data(); // [1, 2, 3]
 */
export function concat(tensors: readonly Tensor[], options?: AxisOptions): Tensor {
  requireTensors("concat", tensors);
  const { axis = 0 } = readAxis("concat", options);
  const [first] = tensors;
  if (!first) throw new ShapeError({ where: "concat", rule: "needs at least one tensor, got none" });
  return apply(Concat, tensors, { axis: toAxis("concat", axis, first.rank) });
}

/**
 * The parts of a tensor along an axis (the first by default): a count of equal parts, or the length of each.
 *
 * @example
 * split(zeros([6, 2]), 3).map((part) => part.shape); // [[2, 2], [2, 2], [2, 2]]
 * split(zeros([2, 5]), [1, 4], { axis: 1 }).map((part) => part.shape); // [[2, 1], [2, 4]]
 */
export function split(x: Tensor, parts: number | readonly number[], options?: AxisOptions): Tensor[] {
  requireTensor("split", x);
  const { axis = 0 } = readAxis("split", options);
  const chosen = toAxis("split", axis, x.rank);
  const length = x.shape[chosen]!;
  if (Array.isArray(parts)) toShape("split(parts)", parts);
  else requireCount("split(parts)", parts as number);
  const lengths = typeof parts === "number" ? new Array<number>(parts).fill(length / parts) : parts;
  requireParts(parts, lengths, length);
  return [...applyAll(Split, [x], { axis: chosen, lengths })];
}

function requireParts(parts: number | readonly number[], lengths: readonly number[], length: number): void {
  const whole = lengths.every((part) => Number.isInteger(part) && part >= 0);
  if (whole && lengths.reduce((total, part) => total + part, 0) === length) return;
  const got = typeof parts === "number" ? `${parts} parts` : formatShape(parts);
  throw new ShapeError({
    where: "split",
    rule: `parts must be whole and fill the axis, got ${got} of ${length}`,
  });
}
