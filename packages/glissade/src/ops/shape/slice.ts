/** @file Parts of a tensor: slices and their adjoint, padding; reversal. */

import { ShapeError } from "../../errors.ts";
import { apply } from "../../graph/apply.ts";
import { at, build } from "../../graph/host.ts";
import type { EmitContext, Op } from "../../graph/op.ts";
import { requireTensor } from "../../graph/operand-checks.ts";
import { formatShape, sameShape, toAxes } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { type AxesOptions, readAxes } from "../../graph/tensor-options.ts";
import { kind, optionsReader } from "../../options/kinds.ts";
import { movesElements } from "../no-lanes.ts";

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
  lane: movesElements,
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
  lane: movesElements,
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
  /** First element per axis; by default 0, or the last one for a negative step. Negative positions count from the end. */
  readonly starts?: readonly (number | undefined)[];
  /** One past the last element per axis; by default the end that the steps run to. */
  readonly ends?: readonly (number | undefined)[];
  /** Distance between elements per axis; 1 by default. Negative steps run backwards. */
  readonly steps?: readonly (number | undefined)[];
}

const entries = kind.rule<readonly (number | undefined)[]>("a list of integers", Array.isArray);

const readSlice = optionsReader<SliceOptions>({ starts: entries, ends: entries, steps: entries });

/**
 * A part of a tensor, as `x[start:end:step, ...]` in NumPy; axes beyond the given lists are kept whole.
 *
 * @example
 * await slice(tensor([1, 2, 3, 4]), { starts: [1], ends: [3] }).data(); // [2, 3]
 * await slice(tensor([1, 2, 3, 4]), { steps: [-2] }).data(); // [4, 2]
 */
export function slice(x: Tensor, options: SliceOptions): Tensor {
  requireTensor("slice", x);
  const { starts = [], ends = [], steps = [] } = readSlice("slice", options);
  requireEntries(x, { starts, ends, steps });
  if (x.rank === 0) return x;
  const ranges = x.shape.map((length, axis) =>
    toRange(length, { start: starts[axis], end: ends[axis], step: steps[axis] }),
  );
  const part = apply(Slice, [x], {
    starts: ranges.map(({ start }) => start),
    lengths: ranges.map(({ length }) => length),
    steps: ranges.map(({ step }) => step),
  });
  const backwards = ranges.flatMap(({ reversed }, axis) => (reversed ? [axis] : []));
  return backwards.length === 0 ? part : apply(Reverse, [part], { axes: backwards });
}

interface Range {
  readonly start?: number | undefined;
  readonly end?: number | undefined;
  readonly step?: number | undefined;
}

/** The elements that NumPy's start:end:step names, in ascending order, and whether to reverse them. */
function toRange(length: number, { start, end, step = 1 }: Range) {
  const reversed = step < 0;
  const [low, high] = reversed ? [-1, length - 1] : [0, length];
  const clamp = (position: number) =>
    Math.min(Math.max(position < 0 ? position + length : position, low), high);
  const first = start === undefined ? (reversed ? high : low) : clamp(start);
  const stop = end === undefined ? (reversed ? low : high) : clamp(end);
  const count = Math.max(0, Math.ceil((stop - first) / step));
  if (count === 0) return { start: 0, length: 0, step: 1, reversed: false };
  return {
    start: reversed ? first + (count - 1) * step : first,
    length: count,
    step: Math.abs(step),
    reversed,
  };
}

function requireEntries(
  x: Tensor,
  lists: { readonly [name: string]: readonly (number | undefined)[] },
): void {
  for (const [name, entries] of Object.entries(lists)) {
    const whole = entries.every((entry) => entry === undefined || Number.isInteger(entry));
    if (entries.length <= x.rank && whole && !(name === "steps" && entries.includes(0))) continue;
    const allowed = name === "steps" ? "integers other than 0" : "integers";
    throw new ShapeError({
      where: `slice({ ${name} })`,
      rule: `must be ${allowed}, one per axis of ${formatShape(x.shape)} at most, got [${entries.join(", ")}]`,
    });
  }
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
  lane: movesElements,
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
export function flip(x: Tensor, options?: AxesOptions): Tensor {
  requireTensor("flip", x);
  const { axis } = readAxes("flip", options);
  return x.rank === 0 ? x : apply(Reverse, [x], { axes: toAxes("flip", axis, x.rank) });
}
