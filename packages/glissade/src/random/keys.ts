/** @file Keys of randomness: explicit, splittable, the same numbers everywhere. */

import { ArgumentError } from "../errors.ts";
import { fromData } from "../graph/literal.ts";
import type { Tensor } from "../graph/tensor.ts";
import { concat, split as splitRows } from "../ops/shape/concat.ts";
import { reshape } from "../ops/shape/layout.ts";
import { describe } from "../options/describe.ts";
import { requireWhole } from "../options/ranges.ts";
import { knownKey, randomWords, requireKey } from "./bits.ts";
import { keyFrom, STREAMS, splitKey } from "./threefry.ts";

const toKey = (words: readonly [number, number]): Tensor =>
  fromData(Uint32Array.from(words), { dtype: "uint32", shape: [2] });

/**
 * The key of a seed, a non-negative safe integer. The same key always gives the same numbers: split it for more.
 *
 * @example
 * await random.key(7).data(); // [0, 7]
 */
export const key = (seed: number): Tensor => toKey(keyFrom(seed));

/**
 * Independent keys from one; the old key should not be used again.
 *
 * @example
 * const [weights, order] = random.split(random.key(7));
 */
export function split(from: Tensor, count = 2): Tensor[] {
  requireKey("split", from);
  requireWhole("split(count)", count);
  return children(from, count, STREAMS.split);
}

/** Keys of a known key are known too. */
function children(from: Tensor, count: number, stream: number): Tensor[] {
  const known = knownKey(from);
  if (known) return splitKey(known, count, stream).map(toKey);
  const words = randomWords(from, [count], stream);
  const rows = concat(
    words.map((word) => reshape(word, [count, 1])),
    { axis: 1 },
  );
  return splitRows(rows, new Array<number>(count).fill(1)).map((row) => reshape(row, [2]));
}

/** Folds leave out the counters of other streams. */
const MOST_FOLDS = 2 ** 32 - STREAMS.fold;

/**
 * The key of a key and an integer from 0: one of many independent keys, for example one for each step, without
 * drawing the others. It is none of those of `split`.
 *
 * @example
 * const third = random.foldIn(random.key(7), 3);
 * third.shape; // [2]
 */
export function foldIn(from: Tensor, data: number): Tensor {
  requireKey("foldIn", from);
  if (!(Number.isInteger(data) && data >= 0 && data < MOST_FOLDS)) {
    throw new ArgumentError({
      where: "foldIn(data)",
      rule: `expected an integer from 0 to ${MOST_FOLDS - 1}, got ${describe(data)}`,
    });
  }
  return children(from, 1, STREAMS.fold + data)[0]!;
}
