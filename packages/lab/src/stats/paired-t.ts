/** @file The paired t test: the mean of the differences of pairs, against zero. */

import { studentCritical, studentTwoSided } from "./distributions.ts";
import { pairedSpreadOf, requirePairs } from "./paired.ts";
import type { MeanDifference, TTest } from "./t-test.ts";

/**
 * Student's t test of pairs, such as runs of two arms that share a seed: t = mean / (s/√n) of the differences a - b
 * (Student, "The probable error of a mean", 1908). `null` below two pairs, and where all differences are equal.
 *
 * @throws ShapeError where the samples differ in length.
 *
 * @example
 * pairedTest([1, 2, 3], [0, 0, 0])?.df; // 2
 */
export function pairedTest(a: ArrayLike<number>, b: ArrayLike<number>): TTest | null {
  requirePairs("pairedTest", a, b);
  const spread = pairedSpreadOf(a, b);
  if (!spread) return null;
  const t = spread.mean / spread.error;
  return { t, df: spread.df, p: studentTwoSided(t, spread.df) };
}

/**
 * The mean difference of pairs with its 95 % confidence interval of Student's t; `null` below two pairs, and where all
 * differences are equal.
 *
 * @throws ShapeError where the samples differ in length.
 *
 * @example
 * pairedDifference([1, 2, 3], [0, 0, 0])?.mean; // 2
 */
export function pairedDifference(a: ArrayLike<number>, b: ArrayLike<number>): MeanDifference | null {
  requirePairs("pairedDifference", a, b);
  const spread = pairedSpreadOf(a, b);
  if (!spread) return null;
  const { unit, mean, error, df } = spread;
  const margin = studentCritical(0.05, df) * error;
  return { mean: unit * mean, low: unit * (mean - margin), high: unit * (mean + margin), confidence: 0.95 };
}
