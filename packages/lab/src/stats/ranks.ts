/** @file Ranks of a sample, and the sizes of its groups of equal values. */

export interface Ranking {
  /** From 1; equal values share their mean rank. */
  readonly ranks: Float64Array;
  /** How many values are equal, for each distinct value in ascending order. */
  readonly groups: readonly number[];
}

/**
 * Ranks values in ascending order.
 *
 * @example
 * rank([5, 2, 5]).ranks; // Float64Array [2.5, 1, 2.5]
 */
export function rank(values: ArrayLike<number>): Ranking {
  const order = Array.from(values, (_, i) => i).sort((i, j) => values[i]! - values[j]!);
  const ranks = new Float64Array(values.length);
  const groups: number[] = [];
  for (let start = 0; start < order.length; start += groups.at(-1)!) {
    let end = start + 1;
    while (end < order.length && values[order[end]!] === values[order[start]!]) end++;
    for (const i of order.slice(start, end)) ranks[i] = (start + 1 + end) / 2;
    groups.push(end - start);
  }
  return { ranks, groups };
}
