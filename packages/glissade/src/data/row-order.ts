/** @file The order in which batches take rows: shuffled epochs without repetition, or a fresh draw for every batch. */

import { ArgumentError } from "../errors.ts";
import { type Key, keyFrom, threefry2x32 } from "../random/threefry.ts";
import { hostRandom } from "./host-random.ts";

/** Ways to draw batches. */
export const orders = ["epochs", "fresh"] as const;

/** What becomes of the rows that do not fill the last batch of an epoch. */
export const lasts = ["keep", "drop"] as const;

export interface FreshOptions {
  /** Rows per batch. */
  readonly size: number;
  /** A number or a key, 0 by default: the same seed gives the same rows. */
  readonly seed?: number | Key;
  /** How many batches to pass over; 0 by default. Drawing them costs microseconds. */
  readonly skip?: number;
}

export interface EpochRowsOptions extends FreshOptions {
  /** Which epoch, from 0, the default: each has an order of its own. */
  readonly epoch?: number;
  /** Whether the last batch of an epoch may be smaller, `"keep"`, the default, or is left out, `"drop"`. */
  readonly last?: (typeof lasts)[number];
}

/** The rows of one epoch: every one of `count` once, in an order that depends on the seed and the epoch. */
export function* epochRows(
  count: number,
  { size, seed = 0, epoch = 0, last = "keep", skip = 0 }: EpochRowsOptions,
): Generator<Uint32Array, void> {
  const order = hostRandom(childKey(seed, epoch)).permutation(count);
  const end = last === "drop" ? count - (count % size) : count;
  for (let start = skip * size; start < end; start += size)
    yield order.subarray(start, Math.min(start + size, end));
}

/** Endless draws, each of distinct rows out of all. */
export function* freshRows(
  count: number,
  { size, seed = 0, skip = 0 }: FreshOptions,
): Generator<Uint32Array, never> {
  const random = hostRandom(seed);
  for (let draw = 0; draw < skip; draw++) random.sample(count, size);
  for (;;) yield random.sample(count, size);
}

/** The child key of an epoch; equals `splitKey(key, epoch + 1)[epoch]`. */
function childKey(seed: number | Key, epoch: number): Key {
  return threefry2x32(typeof seed === "number" ? keyFrom(seed) : seed, [epoch, 1]);
}

/** Throws unless batches of this size can be drawn from so many rows. */
export function requireSize(where: string, size: number, count: number): void {
  if (Number.isInteger(size) && size > 0 && size <= count) return;
  throw new ArgumentError({
    where,
    rule: `expected an integer from 1 to ${count}, the number of examples, got ${size}`,
  });
}
