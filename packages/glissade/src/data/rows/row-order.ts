/** @file The order in which batches take rows: shuffled epochs without repetition, or a fresh draw for every batch. */

import { ArgumentError } from "../../errors.ts";
import { type Key, keyFrom, threefry2x32 } from "../../random/threefry.ts";
import { type HostRandom, hostRandom } from "../host-random.ts";

/** Ways to draw batches. */
export const orders = ["epochs", "fresh", "sequential"] as const;

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

/** The rows of an epoch in their order, from a generator. */
export type Arrange = (random: HostRandom, count: number) => Uint32Array;

/** Every row once, at random. */
export const shuffled: Arrange = (random, count) => random.permutation(count);

/** Every row once, as they lie. */
export const sequential: Arrange = (_, count) => Uint32Array.from({ length: count }, (_, row) => row);

/** As many rows as there are, with repetition, each as often as its weight says. */
export function weighted(weights: ArrayLike<number>): Arrange {
  const sums = new Float64Array(weights.length);
  let [largest, sum] = [0, 0];
  for (let row = 0; row < weights.length; row++) largest = Math.max(largest, weights[row]!);
  for (let row = 0; row < weights.length; row++) {
    sum += weights[row]! / largest; // so that neither large nor small weights leave the numbers
    sums[row] = sum;
  }
  return (random, count) =>
    Uint32Array.from({ length: count }, () => firstAbove(sums, random.uniform() * sum));
}

/** The position of the first of growing sums that is larger. */
function firstAbove(sums: Float64Array, value: number): number {
  let [low, high] = [0, sums.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sums[middle]! > value) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Every row once, at random, so that each stretch of them has the classes in their shares. */
export const stratified =
  (labels: ArrayLike<number | bigint>): Arrange =>
  (random, count) => {
    const sizes = new Map<number | bigint, number>();
    for (let row = 0; row < count; row++) sizes.set(labels[row]!, (sizes.get(labels[row]!) ?? 0) + 1);
    const drawn = new Map<number | bigint, number>();
    const ranks = new Float64Array(count); // of each row in its class, as a share of the class
    for (const row of random.permutation(count)) {
      const before = drawn.get(labels[row]!) ?? 0;
      ranks[row] = (before + random.uniform()) / sizes.get(labels[row]!)!;
      drawn.set(labels[row]!, before + 1);
    }
    return sequential(random, count).sort((a, b) => ranks[a]! - ranks[b]!);
  };

/** The rows of one epoch, cut into batches. */
export function* epochRows(
  count: number,
  { size, seed = 0, epoch = 0, last = "keep", skip = 0 }: EpochRowsOptions,
  arrange: Arrange = shuffled,
): Generator<Uint32Array, void> {
  const order = arrange(hostRandom(childKey(seed, epoch)), count);
  const end = last === "drop" ? count - (count % size) : count;
  for (let start = skip * size; start < end; start += size)
    yield order.subarray(start, Math.min(start + size, end));
}

/** Endless draws, each of distinct rows out of all, or arranged in another way. */
export function* freshRows(
  count: number,
  { size, seed = 0, skip = 0 }: FreshOptions,
  arrange: Arrange = (random) => random.sample(count, size),
): Generator<Uint32Array, never> {
  const random = hostRandom(seed);
  for (let draw = 0; draw < skip; draw++) arrange(random, size);
  for (;;) yield arrange(random, size);
}

/** The child key of an epoch; equals `splitKey(key, epoch + 1)[epoch]`. */
export function childKey(seed: number | Key, epoch: number): Key {
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
