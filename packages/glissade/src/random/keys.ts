/** @file Keys of randomness: explicit, splittable, the same numbers everywhere. */

import { fromData } from "../graph/literal.ts";
import type { Tensor } from "../graph/tensor.ts";
import { applyAll } from "../graph/tensor.ts";
import { reshape } from "../ops/layout.ts";
import { RandomBits } from "../ops/random-bits.ts";
import { concat, slice } from "../ops/slice.ts";
import { keyFrom, splitKey } from "./threefry.ts";

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
  const { source, dtype, size } = from;
  if (source.kind === "data" && dtype === "uint32" && size === 2) {
    const [high, low] = source.data as Uint32Array;
    return splitKey([high!, low!], count).map(toKey);
  }
  const words = applyAll(RandomBits, [from], { shape: [count], stream: 1 });
  const rows = concat(
    words.map((word) => reshape(word, [count, 1])),
    1,
  );
  return Array.from({ length: count }, (_, row) =>
    reshape(slice(rows, { starts: [row], ends: [row + 1] }), [2]),
  );
}
