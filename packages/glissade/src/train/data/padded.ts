/** @file Batches of sequences of different lengths. */

import { type HostRandom, hostRandom, seedKind } from "../../data/host-random.ts";
import { copyRange, isNdArray } from "../../data/nd-array.ts";
import { requireFinite } from "../../data/rows/finite-rows.ts";
import { childKey, epochRows, type FreshOptions, requireSize } from "../../data/rows/row-order.ts";
import { DataError } from "../../errors.ts";
import { type Dtype, type TypedArray, toTypedArray } from "../../graph/dtype.ts";
import { fromData } from "../../graph/literal.ts";
import { type Shape, sameShape, sizeOf } from "../../graph/shape.ts";
import { formatType, Tensor } from "../../graph/tensor.ts";
import { requireRecord } from "../../options/arguments.ts";
import { describe } from "../../options/describe.ts";
import { kind, optionsReader } from "../../options/kinds.ts";
import { finites } from "../../options/ranges.ts";
import type { Batch, EpochBatches } from "./epoch-batches.ts";
import { type TensorsOf, toRows } from "./rows.ts";
import { type RowArray, requireData, toTensors } from "./to-tensors.ts";

export interface PaddedBatchesOptions {
  /** Sequences per batch. */
  readonly size: number;
  /** A number or a key, 0 by default; the same seed gives the same batches. */
  readonly seed?: FreshOptions["seed"];
  /**
   * Batches whose sequences are sorted by length together, so that those of one batch are about as long: 20 by default, 1
   * for batches at random.
   */
  readonly bucket?: number;
  /** What fills short sequences up; 0 by default. */
  readonly padding?: number;
  /** What fills up targets that are sequences; -100 by default, which losses leave out by `ignoreIndex: -100`. */
  readonly targetPadding?: number;
}

/** What fills up targets, unless another number is chosen. */
export const TARGET_PADDING = -100;

const readPadded = optionsReader<PaddedBatchesOptions>({
  size: kind.needed(kind.count),
  seed: seedKind,
  bucket: kind.count,
  padding: kind.within(finites),
  targetPadding: kind.within(finites),
});

/** A sequence of numbers, or of rows of numbers: (steps, ...). */
type Sequence = RowArray;

/** What recurrent and attending layers take. */
export interface PaddedSequences {
  /** (batch, longest, ...) */
  readonly x: Tensor;
  /** (batch) */
  readonly lengths: Tensor;
}

/** Sequences, and a target for each: a row, or a sequence as long. */
export interface SequenceData<Targets> {
  readonly x: readonly Sequence[];
  readonly y: Targets;
}

/** Batches of sequences by epoch. */
export type PaddedBatches<Targets> = EpochBatches<Generator<Batch<PaddedSequences, Targets>, void>>;

/**
 * Batches of sequences of different lengths: those of a batch are filled up to the longest of it, and come with their
 * lengths as recurrent layers take them. Sequences of about the same length share a batch, which leaves little to fill up.
 * Targets are rows, one for each sequence, or sequences as long as the inputs.
 *
 * @example
 * const data = { x: [[1, 2, 3], [4], [5, 6]], y: [0, 1, 0] };
 * const [{ x, y }] = paddedBatches(data, { size: 3, seed: 1 })(0);
 * [x.x.shape, x.lengths.shape, y.shape]; // [[3, 3], [3], [3]]
 *
 * @throws DataError for sequences whose steps differ in shape, or targets that are not as many; ArgumentError for a size
 * beyond the number of sequences
 */
export function paddedBatches(
  data: SequenceData<readonly (readonly number[])[]>,
  options: PaddedBatchesOptions,
): PaddedBatches<Tensor>;
export function paddedBatches<Targets>(
  data: SequenceData<Targets>,
  options: PaddedBatchesOptions,
): PaddedBatches<TensorsOf<Targets>>;
export function paddedBatches(
  data: SequenceData<unknown>,
  options: PaddedBatchesOptions,
): PaddedBatches<unknown> {
  const read = readPadded("paddedBatches", options);
  const { size, seed = 0, bucket = 20, padding = 0, targetPadding = TARGET_PADDING } = read;
  requireRecord("paddedBatches(data)", data);
  const inputs = sequencesOf("x", data.x);
  requireSize("paddedBatches(data, { size })", size, inputs.length);
  const targets = targetsOf(data.y, inputs, targetPadding);
  const lengths = inputs.map(({ shape }) => shape[0]!);
  function* epochOf(epoch: number) {
    const random = hostRandom(childKey(seed, epoch));
    const whole = { size: size * bucket, seed, epoch };
    for (const rows of epochRows(inputs.length, whole)) {
      for (const batch of cut(rows, lengths, { size, random })) {
        yield { x: padded(inputs, batch, padding), y: targets.take(batch) };
      }
    }
  }
  return Object.assign(epochOf, {
    drawn: `size ${size} of ${inputs.length} sequences, bucket ${bucket}, seed ${JSON.stringify(seed)}`,
    ...(targets.all && { targets: targets.all }),
  });
}

/** Rows sorted by length, cut into batches, which come in random order. */
function cut(
  rows: Uint32Array,
  lengths: readonly number[],
  { size, random }: { readonly size: number; readonly random: HostRandom },
): Uint32Array[] {
  const byLength = rows.toSorted((a, b) => lengths[a]! - lengths[b]!);
  const count = Math.ceil(rows.length / size);
  const batches = Array.from({ length: count }, (_, at) => byLength.slice(at * size, (at + 1) * size));
  return Array.from(random.permutation(count), (at) => batches[at]!);
}

interface Steps {
  readonly dtype: Dtype;
  readonly shape: Shape;
  readonly data: TypedArray;
}

function sequencesOf(name: string, sequences: unknown): readonly Steps[] {
  const where = `paddedBatches(data): ${name}`;
  if (!Array.isArray(sequences) || sequences.length === 0) {
    throw new DataError({ where, rule: `must be a list of sequences, got ${describe(sequences)}` });
  }
  const all = sequences.map((sequence, index) => stepsOf(where, sequence, index));
  const [first] = all as [Steps];
  const other = all.findIndex(
    ({ dtype, shape }) => dtype !== first.dtype || !sameShape(shape.slice(1), first.shape.slice(1)),
  );
  if (other < 0) return all;
  const shown = ({ dtype, shape }: Steps) => `${dtype} [${["steps", ...shape.slice(1)].join(", ")}]`;
  throw new DataError({
    where,
    rule: `must have steps of one kind, got ${shown(first)} at 0 and ${shown(all[other]!)} at ${other}`,
  });
}

function stepsOf(where: string, sequence: unknown, index: number): Steps {
  const own = `${where}, sequence ${index}`;
  const x = Array.isArray(sequence) && sequence.length === 0 ? undefined : toTensors(own, sequence);
  if (x instanceof Tensor && x.rank > 0) {
    const data = requireData(own, x);
    requireFinite({ ...x.type, data }, (step) => `${own}, step ${step}`);
    return { ...x.type, data };
  }
  const got = x instanceof Tensor ? formatType(x.type) : describe(sequence);
  throw new DataError({ where: own, rule: `must have at least one step, got ${got}` });
}

/** Some sequences as one tensor, and how long they are. */
function padded(all: readonly Steps[], rows: Uint32Array, padding: number): PaddedSequences {
  const own = Array.from(rows, (row) => all[row]!);
  const lengths = Int32Array.from(own, ({ shape }) => shape[0]!);
  return {
    x: joined(own, Math.max(...lengths), padding),
    lengths: fromData(lengths, { dtype: "int32", shape: [rows.length] }),
  };
}

function joined(own: readonly Steps[], longest: number, padding: number): Tensor {
  const [{ dtype, shape }] = own as [Steps];
  const width = sizeOf(shape.slice(1));
  const values = toTypedArray(dtype, own.length * longest * width);
  if (values instanceof BigInt64Array) values.fill(BigInt(padding));
  else values.fill(padding);
  own.forEach(({ data }, row) => {
    copyRange(data, [0, data.length], values, row * longest * width);
  });
  return fromData(values, { dtype, shape: [own.length, longest, ...shape.slice(1)] });
}

/** The targets of sequences. */
interface SequenceTargets {
  /** Those of some; sequences as long as the inputs are filled up as these are. */
  take(rows: Uint32Array): unknown;
  /** One for each sequence, where they are one tensor. */
  readonly all?: Tensor;
}

function targetsOf(y: unknown, inputs: readonly Steps[], padding: number): SequenceTargets {
  const isRagged =
    Array.isArray(y) &&
    y.length === inputs.length &&
    y.every((each, row) => lengthOf(each) === inputs[row]!.shape[0]) &&
    new Set(y.map(lengthOf)).size > 1;
  if (isRagged) {
    const sequences = sequencesOf("y", y);
    return { take: (rows) => padded(sequences, rows, padding).x };
  }
  const rows = toRows("paddedBatches(data): y", y);
  if (rows.count !== inputs.length) {
    throw new DataError({
      where: "paddedBatches(data): y",
      rule: `must have a target for each of the ${inputs.length} sequences, got ${rows.count}`,
    });
  }
  const { tree } = rows;
  return { take: rows.take, ...(tree instanceof Tensor && { all: tree }) };
}

/** The steps of a sequence of any kind; nothing of what is none. */
function lengthOf(value: unknown): number | undefined {
  if (value instanceof Tensor || isNdArray(value)) return value.shape[0];
  return Array.isArray(value) || ArrayBuffer.isView(value)
    ? (value as unknown as ArrayLike<number>).length
    : undefined;
}
