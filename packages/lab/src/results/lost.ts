/** @file Samples in which runs were lost: numbers for tests of ranks, in which a lost run is the worst. */

import type { metrics } from "glissade";
import { rank } from "../stats/ranks.ts";

/** Values of two arms; `null` for a lost run. In pairs both have one order. */
export interface LostSamples {
  readonly a: readonly (number | null)[];
  readonly b: readonly (number | null)[];
}

/** Two samples of numbers. */
export interface Samples {
  readonly a: readonly number[];
  readonly b: readonly number[];
}

export const hasLost = ({ a, b }: LostSamples): boolean => a.includes(null) || b.includes(null);

/** The values that are there. */
export const found = (sample: readonly (number | null)[]): readonly number[] =>
  sample.flatMap((value) => value ?? []);

/** The ranks of all values, more for better ones, and 0 for lost runs. */
export function toRanks({ a, b }: LostSamples, direction: metrics.Better): Samples {
  const sign = direction === "higher" ? 1 : -1;
  const { ranks } = rank([...found(a), ...found(b)].map((value) => sign * value));
  let next = 0;
  const replace = (sample: LostSamples["a"]) => sample.map((value) => (value === null ? 0 : ranks[next++]!));
  return { a: replace(a), b: replace(b) };
}

/** The differences of pairs, more for a better a; beyond all others where one of both was lost, 0 where both were. */
export function toPairDifferences({ a, b }: LostSamples, direction: metrics.Better): readonly number[] {
  const sign = direction === "higher" ? 1 : -1;
  const plain = a.map((value, i) => (value === null || b[i] === null ? 0 : sign * (value - b[i]!)));
  const beyond = Math.min(Number.MAX_VALUE, 1 + 2 * Math.max(0, ...plain.map(Math.abs)));
  return plain.map((difference, i) => {
    const [hasA, hasB] = [a[i] !== null, b[i] !== null];
    return hasA === hasB ? difference : hasA ? beyond : -beyond;
  });
}

/** The pairs of which no run was lost. */
export function wholePairs({ a, b }: LostSamples): Samples {
  const isWhole = (_: unknown, i: number) => a[i] !== null && b[i] !== null;
  return { a: found(a.filter(isWhole)), b: found(b.filter(isWhole)) };
}
