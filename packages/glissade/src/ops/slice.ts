/** @file Parts and wholes: slice and pad, concatenate, reverse. */

import { ShapeError } from "../errors.ts";
import { at, build } from "../graph/host.ts";
import type { EmitContext, Op } from "../graph/op.ts";
import { formatShape, sameShape, toAxes, toAxis } from "../graph/shape.ts";
import { apply, type Tensor } from "../graph/tensor.ts";
import { requireSameDtype } from "./dtype-rules.ts";
import { expand } from "./sum.ts";

type SliceAttributes = {
  readonly starts: readonly number[];
  readonly lengths: readonly number[];
  readonly steps: readonly number[];
};

type PadAttributes = {
  readonly before: readonly number[];
  readonly after: readonly number[];
  /** Elements put between neighbours, per axis. */
  readonly between: readonly number[];
  readonly value: number;
};

const zeros = (length: number) => new Array<number>(length).fill(0);

export const Slice: Op<SliceAttributes> = {
  name: "Slice",
  doc: "Every step-th element from start, as many as length says, per axis.",
  infer: ([x], { lengths }) => ({ dtype: x!.dtype, shape: lengths }),
  vjp: ({ inputs: [x], dy, attributes: { starts, lengths, steps } }) => {
    const span = lengths.map((length, axis) => (length === 0 ? 0 : (length - 1) * steps[axis]! + 1));
    const after = x!.shape.map((length, axis) => length - starts[axis]! - span[axis]!);
    return [apply(Pad, [dy], { before: starts, after, between: steps.map((step) => step - 1), value: 0 })];
  },
  batch: ({ inputs: [x], size, attributes: { starts, lengths, steps } }) =>
    apply(Slice, [x!], { starts: [0, ...starts], lengths: [size, ...lengths], steps: [1, ...steps] }),
  onnx: ({ inputs: [x], attributes: { starts, lengths, steps }, node, constant }) => {
    const ends = starts.map((start, axis) => start + lengths[axis]! * steps[axis]!);
    const axes = starts.map((_, axis) => axis);
    return node("Slice", [x!, ...[starts, ends, axes, steps].map((list) => constant("int64", list))]);
  },
  reference: ([x], { starts, lengths, steps }) =>
    build(x!.dtype, lengths, (index) =>
      at(
        x!,
        index.map((position, axis) => starts[axis]! + position * steps[axis]!),
      ),
    ),
  samples: [
    { inputs: [[4, 5]], attributes: { starts: [1, 0], lengths: [2, 5], steps: [1, 1] } },
    { inputs: [[4, 5]], attributes: { starts: [0, 1], lengths: [4, 2], steps: [1, 2] } },
    { inputs: [[5, 7]], attributes: { starts: [1, 0], lengths: [2, 3], steps: [2, 3] } },
    { inputs: [[4]], attributes: { starts: [2], lengths: [0], steps: [1] } },
  ],
  simplify: ([x], { lengths }) => (sameShape(lengths, x!.shape) ? x : undefined),
};

export const Pad: Op<PadAttributes> = {
  name: "Pad",
  doc: "A constant put before, after and between the elements of each axis.",
  infer: ([x], { before, after, between }) => ({
    dtype: x!.dtype,
    shape: x!.shape.map(
      (length, axis) => before[axis]! + length + Math.max(length - 1, 0) * between[axis]! + after[axis]!,
    ),
  }),
  vjp: ({ inputs: [x], dy, attributes: { before, between } }) => [
    apply(Slice, [dy], { starts: before, lengths: x!.shape, steps: between.map((gap) => gap + 1) }),
  ],
  batch: ({ inputs: [x], attributes: { before, after, between, value } }) =>
    apply(Pad, [x!], { before: [0, ...before], after: [0, ...after], between: [0, ...between], value }),
  onnx: emitPad,
  reference: ([x], attributes) => {
    const { before, between, value } = attributes;
    const { shape } = Pad.infer([x!], attributes) as { shape: readonly number[] };
    return build(x!.dtype, shape, (index) => {
      const source = index.map((position, axis) => (position - before[axis]!) / (between[axis]! + 1));
      const inside = source.every(
        (position, axis) => Number.isInteger(position) && position >= 0 && position < x!.shape[axis]!,
      );
      return inside ? at(x!, source) : value;
    });
  },
  samples: [
    { inputs: [[2, 3]], attributes: { before: [1, 0], after: [0, 2], between: [0, 0], value: 0 } },
    { inputs: [[3]], attributes: { before: [1], after: [1], between: [2], value: 7 } },
    { inputs: [[2, 2]], attributes: { before: [0, 1], after: [1, 0], between: [1, 1], value: 0 } },
    { inputs: [[0, 2]], attributes: { before: [1, 0], after: [1, 0], between: [0, 0], value: 0 } },
  ],
  simplify: ([x], { before, after, between }) =>
    [before, after, between].every((list) => list.every((length) => length === 0)) ? x : undefined,
};

/** Gaps are written by padding a new last axis and folding it into the one before. */
function emitPad({ inputs, types, outputs, attributes, node, constant }: EmitContext<PadAttributes>): string {
  const { before, after, between, value } = attributes;
  const { dtype, shape } = types[0]!;
  const fill = constant(dtype, [value], []);
  const pad = (x: string, low: readonly number[], high: readonly number[]) =>
    node("Pad", [x, constant("int64", [...low, ...high]), fill]);
  if (between.every((gap) => gap === 0)) return pad(inputs[0]!, before, after);
  const doubled = node(
    "Reshape",
    [
      inputs[0]!,
      constant(
        "int64",
        shape.flatMap((length) => [length, 1]),
      ),
    ],
    { allowzero: 1 },
  );
  const gaps = pad(
    doubled,
    zeros(2 * shape.length),
    between.flatMap((gap) => [0, gap]),
  );
  const spread = shape.map((length, axis) => length * (between[axis]! + 1));
  const folded = node("Reshape", [gaps, constant("int64", spread)], { allowzero: 1 });
  // The gap behind the last element is one too many: pads may be negative.
  const trailing = outputs[0]!.shape.map((length, axis) => length - before[axis]! - spread[axis]!);
  return pad(folded, before, trailing);
}

export interface SliceOptions {
  /** First element per axis; 0 by default. Negative positions count from the end. */
  readonly starts?: readonly number[];
  /** One past the last element per axis; the length by default. */
  readonly ends?: readonly number[];
  /** Distance between elements per axis; 1 by default. */
  readonly steps?: readonly number[];
}

/** A part of a tensor; axes beyond the given lists are kept whole. */
export function slice(x: Tensor, { starts = [], ends = [], steps = [] }: SliceOptions): Tensor {
  requireEntries(x, { starts, ends });
  if (x.rank === 0) return x;
  const clamp = (position: number, length: number) =>
    Math.min(Math.max(position < 0 ? position + length : position, 0), length);
  const from = x.shape.map((length, axis) => clamp(starts[axis] ?? 0, length));
  const by = x.shape.map((_, axis) => toStep(steps[axis] ?? 1));
  const lengths = x.shape.map((length, axis) =>
    Math.max(0, Math.ceil((clamp(ends[axis] ?? length, length) - from[axis]!) / by[axis]!)),
  );
  return apply(Slice, [x], { starts: from, lengths, steps: by });
}

function requireEntries(x: Tensor, lists: { readonly [name: string]: readonly number[] }): void {
  for (const [name, positions] of Object.entries(lists)) {
    if (positions.length <= x.rank && positions.every(Number.isInteger)) continue;
    throw new ShapeError({
      where: `slice({ ${name} })`,
      rule: `must be integers, one per axis of ${formatShape(x.shape)} at most, got ${formatShape(positions)}`,
    });
  }
}

function toStep(step: number): number {
  if (Number.isInteger(step) && step > 0) return step;
  throw new ShapeError({
    where: "slice({ steps })",
    rule: `must be positive integers, got ${step}`,
    fix: "Use flip() to reverse an axis",
  });
}

/** A constant (0 by default) put before and after the elements of each axis. */
export function pad(x: Tensor, widths: readonly (readonly [number, number])[], value = 0): Tensor {
  if (widths.length !== x.rank || widths.flat().some((width) => !Number.isInteger(width) || width < 0)) {
    throw new ShapeError({
      where: "pad",
      rule: `needs a pair of widths of at least 0 for each of the ${x.rank} axes, got ${JSON.stringify(widths)}`,
    });
  }
  if (x.rank === 0) return x;
  const [before, after] = [0, 1].map((side) => widths.map((pair) => pair[side]!));
  return apply(Pad, [x], { before: before!, after: after!, between: zeros(x.rank), value });
}

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
  vjp: ({ inputs, dy, attributes: { axis } }) => {
    let start = 0;
    return inputs.map((input) => {
      const starts = zeros(dy.rank).with(axis, start);
      start += input.shape[axis]!;
      return apply(Slice, [dy], { starts, lengths: input.shape, steps: zeros(dy.rank).fill(1) });
    });
  },
  batch: ({ inputs, batched, size, attributes: { axis } }) =>
    apply(
      Concat,
      inputs.map((input, index) => (batched[index] ? input : expand(input, [size, ...input.shape]))),
      { axis: axis + 1 },
    ),
  onnx: "Concat",
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
  simplify: (inputs) => (inputs.length === 1 ? inputs[0] : undefined),
};

/** The tensors one behind the other along an axis (the first by default). */
export function concat(tensors: readonly Tensor[], axis = 0): Tensor {
  const [first] = tensors;
  if (!first) throw new ShapeError({ where: "concat", rule: "needs at least one tensor, got none" });
  return apply(Concat, tensors, { axis: toAxis("concat", axis, first.rank) });
}

export const Reverse: Op<{ axes: readonly number[] }> = {
  name: "Reverse",
  doc: "The elements of some axes in the opposite order.",
  infer: ([x]) => x!,
  vjp: ({ dy, attributes }) => [apply(Reverse, [dy], attributes)],
  batch: ({ inputs: [x], attributes: { axes } }) =>
    apply(Reverse, [x!], { axes: axes.map((axis) => axis + 1) }),
  onnx: ({ inputs: [x], attributes: { axes }, node, constant }) => {
    const fill = (value: number) =>
      constant(
        "int64",
        axes.map(() => value),
      );
    return node("Slice", [x!, fill(-1), fill(-(2 ** 31)), constant("int64", axes), fill(-1)]);
  },
  reference: ([x], { axes }) =>
    build(x!.dtype, x!.shape, (index) =>
      at(
        x!,
        index.map((position, axis) => (axes.includes(axis) ? x!.shape[axis]! - 1 - position : position)),
      ),
    ),
  samples: [
    { inputs: [[2, 3]], attributes: { axes: [1] } },
    { inputs: [[2, 3]], attributes: { axes: [0, 1] } },
    { inputs: [[0, 3]], attributes: { axes: [0] } },
  ],
};

/** Reverses the order of elements along axes (all of them by default). */
export const flip = (x: Tensor, axes?: readonly number[]): Tensor =>
  x.rank === 0 ? x : apply(Reverse, [x], { axes: toAxes("flip", axes, x.rank) });
