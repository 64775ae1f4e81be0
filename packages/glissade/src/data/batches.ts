/** @file Batches of examples: shuffled epochs without repetition, or a fresh draw for every step. */

import { ArgumentError } from "../errors.ts";
import { type Key, keyFrom, threefry2x32 } from "../random/threefry.ts";
import { type ExampleRows, type Examples, gather } from "./examples.ts";
import { hostRandom } from "./host-random.ts";

/** One step's data, in arrays of its own unless `reuse` is set. */
export interface Batch {
  /** Images, one row each: (size, features). */
  readonly x: Float32Array;
  /** Labels: (size). */
  readonly y: Int32Array;
}

export interface BatchOptions {
  /** Examples per batch. */
  readonly size: number;
  /** A number or a key: the same seed gives the same batches. */
  readonly seed?: number | Key;
  /** Fills the same arrays for every batch: twice as fast, for a loop that is done with one when it asks for the next. */
  readonly reuse?: boolean;
}

export interface EpochOptions extends BatchOptions {
  /** Which epoch, from 0: each has an order of its own. */
  readonly epoch?: number;
  /** Leaves out a last batch with fewer than `size` examples. */
  readonly dropLast?: boolean;
}

/**
 * Batches of one epoch: every example once, in an order that depends on the seed and the epoch.
 *
 * @example
 * const { train } = glyphs({ train: 100, test: 10 });
 * [...epochBatches(train, { size: 40, epoch: 3 })].map(({ y }) => y.length); // [40, 40, 20]
 */
export function epochBatches(examples: Examples, options: EpochOptions): Generator<Batch, void> {
  checkSize(examples, options.size, "epochBatches(examples, { size })");
  return epochOf(examples, options);
}

/**
 * Endless batches, each of distinct rows drawn afresh from all examples.
 *
 * @example
 * const { train } = glyphs({ train: 100, test: 10 });
 * freshBatches(train, { size: 64, seed: 1 }).next().value.y.length; // 64
 */
export function freshBatches(examples: Examples, options: BatchOptions): Generator<Batch, never> {
  checkSize(examples, options.size, "freshBatches(examples, { size })");
  return freshOf(examples, options);
}

// Apart from the public functions, so that a wrong size is reported at the call and not at the first batch.
function* epochOf(
  examples: Examples,
  { size, seed = 0, epoch = 0, dropLast = false, reuse = false }: EpochOptions,
): Generator<Batch, void> {
  const order = hostRandom(childKey(seed, epoch)).permutation(examples.size);
  const batchOf = collector(examples, reuse);
  const end = dropLast ? examples.size - (examples.size % size) : examples.size;
  for (let start = 0; start < end; start += size)
    yield batchOf(order.subarray(start, Math.min(start + size, end)));
}

function* freshOf(
  examples: Examples,
  { size, seed = 0, reuse = false }: BatchOptions,
): Generator<Batch, never> {
  const random = hostRandom(seed);
  const batchOf = collector(examples, reuse);
  for (;;) yield batchOf(random.sample(examples.size, size));
}

/** The child key of an epoch; equals `splitKey(key, epoch + 1)[epoch]`. */
function childKey(seed: number | Key, epoch: number): Key {
  return threefry2x32(typeof seed === "number" ? keyFrom(seed) : seed, [epoch, 1]);
}

/** Makes batches of rows: new ones, or with `reuse` the last one filled again while the number of rows fits. */
function collector(examples: Examples, reuse: boolean): (rows: Uint32Array) => Batch {
  let kept: ExampleRows | undefined;
  return (rows) => {
    const fits = reuse && kept?.labels.length === rows.length;
    kept = gather(examples, rows, fits ? kept : undefined);
    return { x: kept.inputs, y: kept.labels };
  };
}

function checkSize(examples: Examples, size: number, where: string): void {
  if (!Number.isInteger(size) || size < 1 || size > examples.size)
    throw new ArgumentError({
      where,
      rule: `expected an integer from 1 to ${examples.size}, the number of examples, got ${size}`,
    });
}
