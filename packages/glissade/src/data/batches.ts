/** @file Batches of examples as plain arrays: shuffled epochs without repetition, or a fresh draw for every step. */

import { kind, optionsReader } from "../options/kinds.ts";
import type { Key } from "../random/threefry.ts";
import { type ExampleRows, type Examples, gather } from "./examples.ts";
import { seedKind } from "./host-random.ts";
import { type EpochRowsOptions, epochRows, freshRows, lasts, requireSize } from "./rows/row-order.ts";

/** One step's data, in arrays of its own unless `reuse` is set. */
export interface ArrayBatch {
  /** Inputs, one row each: (size, features). */
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

export interface EpochOptions extends BatchOptions, Pick<EpochRowsOptions, "epoch" | "last"> {}

const batchKinds = { size: kind.needed(kind.number), seed: seedKind, reuse: kind.boolean };
const readBatch = optionsReader<BatchOptions>(batchKinds);
const readEpoch = optionsReader<EpochOptions>({
  ...batchKinds,
  epoch: kind.whole,
  last: kind.choice(...lasts),
});

/**
 * Batches of one epoch: every example once, in an order that depends on the seed and the epoch.
 *
 * @example
 * const { train } = glyphs({ train: 100, test: 10 });
 * [...epochBatches(train, { size: 40, epoch: 3 })].map(({ y }) => y.length); // [40, 40, 20]
 * [...epochBatches(train, { size: 40, last: "drop" })].map(({ y }) => y.length); // [40, 40]
 */
export function epochBatches(examples: Examples, options: EpochOptions): Generator<ArrayBatch, void> {
  const { size } = readEpoch("epochBatches", options);
  requireSize("epochBatches(examples, { size })", size, examples.size);
  return gathered(examples, epochRows(examples.size, options), options.reuse);
}

/**
 * Endless batches, each of distinct rows drawn afresh from all examples.
 *
 * @example
 * const { train } = glyphs({ train: 100, test: 10 });
 * freshBatches(train, { size: 64, seed: 1 }).next().value.y.length; // 64
 */
export function freshBatches(examples: Examples, options: BatchOptions): Generator<ArrayBatch, never> {
  const { size } = readBatch("freshBatches", options);
  requireSize("freshBatches(examples, { size })", size, examples.size);
  return gathered(examples, freshRows(examples.size, options), options.reuse);
}

// Apart from the public functions, so that a wrong size is reported at the call and not at the first batch.
function* gathered<End>(
  examples: Examples,
  order: Generator<Uint32Array, End>,
  reuse = false,
): Generator<ArrayBatch, End> {
  let kept: ExampleRows | undefined;
  for (;;) {
    const { value: rows, done } = order.next();
    if (done) return rows;
    // The last arrays are filled again while the number of rows fits.
    kept = gather(examples, rows, reuse && kept?.labels.length === rows.length ? kept : undefined);
    yield { x: kept.inputs, y: kept.labels };
  }
}
