/** @file Two paired samples compared: every test and effect size at once. */

import { requireOptions } from "../checks.ts";
import { pairedD } from "./effect-size.ts";
import { requirePairs } from "./paired.ts";
import { pairedDifference, pairedTest } from "./paired-t.ts";
import { type Permutation, permutationTest } from "./permutation.ts";
import type { MeanDifference, TTest } from "./t-test.ts";
import { type Wilcoxon, wilcoxonTest } from "./wilcoxon.ts";

/** What the differences a - b of pairs say; the fields that need a spread are `null` where all differences are equal. */
export interface PairComparison {
  readonly pairs: number;
  readonly pairedT: TTest | null;
  readonly wilcoxon: Wilcoxon | null;
  readonly permutation: Permutation | null;
  /** The mean difference in deviations of the differences. */
  readonly pairedD: number | null;
  readonly difference: MeanDifference | null;
}

interface ComparePairsOptions {
  /** Of the permutation test, where it does not look at all relabelings; 0 by default. */
  readonly seed?: number;
}

/**
 * Compares two samples of one length whose values at the same place belong together: runs of two arms with the same
 * initial weights and batches. Where such runs rise and fall together, pairs show smaller effects than
 * `compareSamples` can.
 *
 * @throws ShapeError where the samples differ in length.
 *
 * @example
 * comparePairs([2, 4, 6], [1, 2, 3]).pairedD; // 2
 */
export function comparePairs(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  options: ComparePairsOptions = {},
): PairComparison {
  requirePairs("comparePairs", a, b);
  requireOptions("comparePairs", options, { optional: ["seed"] });
  return {
    pairs: a.length,
    pairedT: pairedTest(a, b),
    wilcoxon: wilcoxonTest(a, b),
    permutation: permutationTest(a, b, { paired: true, ...options }),
    pairedD: pairedD(a, b),
    difference: pairedDifference(a, b),
  };
}
