/** @file The permutation test of two means: what the difference would be, had the labels fallen otherwise. */

import { hostRandom } from "glissade/data";
import { requireOptions } from "../checks.ts";
import { requireInteger } from "./arguments.ts";
import { center, sum, toUnit } from "./moments.ts";
import { differencesOf, requirePairs } from "./paired.ts";
import { choose, visitSignedSums, visitSubsetSums } from "./relabelings.ts";
import { requireSamples } from "./samples.ts";

export interface Permutation {
  /** Of means two-sided: twice the smaller tail of their difference. */
  readonly p: number;
  readonly method: "exact" | "monte-carlo";
  /** How many relabelings were looked at. */
  readonly relabelings: number;
}

export interface PermutationOptions {
  /** Whether a and b are pairs, whose members swap labels; `false` by default. */
  readonly paired?: boolean;
  /** Random relabelings where there are more than 200 000; 9999 by default. */
  readonly resamples?: number;
  /** Of the random relabelings; 0 by default. */
  readonly seed?: number;
}

/** With so many relabelings or fewer the test looks at all of them. */
export const MOST_EXACT = 200_000;

/**
 * Tests whether two samples have one distribution, by the difference of their means under all relabelings, or under
 * random ones where there are more than 200 000 (Fisher, "The Design of Experiments", 1935; Pitman, "Significance tests
 * which may be applied to samples from any populations", 1937). Independent values are dealt anew to samples of the
 * same sizes, pairs swap their members. The p-value of random relabelings is (k + 1) / (resamples + 1), so that it is
 * never too small (Phipson and Smyth, "Permutation p-values should never be zero", 2010). `null` where a sample is empty.
 *
 * @throws ShapeError where paired samples differ in length.
 *
 * @example
 * permutationTest([4, 5, 6], [1, 2, 3]); // { p: 0.1, method: "exact", relabelings: 20 }
 */
export function permutationTest(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  options: PermutationOptions = {},
): Permutation | null {
  requireSamples("permutationTest", a, b);
  requireOptions("permutationTest", options, { optional: ["paired", "resamples", "seed"] });
  const { paired = false, resamples = 9999, seed = 0 } = options;
  requireInteger("permutationTest({ resamples })", resamples);
  if (paired) requirePairs("permutationTest", a, b);
  if (a.length === 0 || b.length === 0) return null;
  const labels = paired ? signs(a, b) : subsets(a, b);
  if (labels.count <= MOST_EXACT) {
    const tails = tailsOf(labels);
    labels.visitAll(tails.add);
    return { p: tails.p(0), method: "exact", relabelings: labels.count };
  }
  const draw = hostRandom(seed);
  return randomRelabelings(
    labels,
    Array.from({ length: resamples }, () => labels.draw(draw)),
  );
}

type Random = ReturnType<typeof hostRandom>;

/** The relabelings of two samples: numbers, of which a relabeling takes some sum. */
interface Labels {
  readonly count: number;
  /** The sum of the labels as they are. */
  readonly observed: number;
  /** Sums closer than this are equal. */
  readonly tolerance: number;
  visitAll(visit: (sum: number) => void): void;
  /** For each value whether it counts, 0 or 1; for each pair its sign. */
  draw(random: Random): Float64Array;
  sumOf(relabeling: ArrayLike<number>): number;
}

/** Rounding errors of a sum, in units of the sum of its absolute values. */
const ROUNDING = 1e-13;

/** Straight on: its rounding is within the tolerance. */
function dot(values: Float64Array, weights: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i]! * weights[i]!;
  return total;
}

/** The sum of the first sample grows with the difference of the means. */
export function subsets(a: ArrayLike<number>, b: ArrayLike<number>): Labels {
  const { deviations } = center(toUnit([...Array.from(a), ...Array.from(b)]).values);
  const own = deviations.map((_, i) => (i < a.length ? 1 : 0));
  return {
    count: choose(deviations.length, a.length),
    observed: dot(deviations, own),
    tolerance: ROUNDING * sum(deviations, Math.abs),
    visitAll: (visit) => visitSubsetSums(deviations, a.length, visit),
    draw: (random) => {
      const chosen = new Float64Array(deviations.length);
      for (const i of random.sample(deviations.length, a.length)) chosen[i] = 1;
      return chosen;
    },
    sumOf: (relabeling) => dot(deviations, relabeling),
  };
}

/** The sum of the differences with signs. */
export function signs(a: ArrayLike<number>, b: ArrayLike<number>): Labels {
  const { values } = differencesOf(a, b);
  return {
    count: 2 ** values.length,
    observed: sum(values, (v) => v),
    tolerance: ROUNDING * sum(values, Math.abs),
    visitAll: (visit) => visitSignedSums(values, visit),
    draw: (random) => values.map(() => (random.integer(2) === 0 ? 1 : -1)),
    sumOf: (relabeling) => dot(values, relabeling),
  };
}

/** Counts of sums on either side of the observed one. */
function tailsOf({ observed, tolerance }: Labels) {
  const tally = { all: 0, low: 0, high: 0 };
  return {
    add: (value: number): void => {
      tally.all += 1;
      if (value <= observed + tolerance) tally.low += 1;
      if (value >= observed - tolerance) tally.high += 1;
    },
    /** Two-sided, with so many more in each tail and in all. */
    p: (more: number): number =>
      Math.min(1, (2 * (Math.min(tally.low, tally.high) + more)) / (tally.all + more)),
  };
}

/** The test on relabelings that were drawn; that of the data counts as one more. */
export function randomRelabelings(labels: Labels, relabelings: readonly ArrayLike<number>[]): Permutation {
  const tails = tailsOf(labels);
  for (const relabeling of relabelings) tails.add(labels.sumOf(relabeling));
  return { p: tails.p(1), method: "monte-carlo", relabelings: relabelings.length };
}
