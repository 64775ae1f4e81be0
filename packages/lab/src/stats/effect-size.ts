/** @file Standardised effect sizes: the difference of two means in deviations. */

import { pairedSpreadOf, requirePairs } from "./paired.ts";
import { pooledDeviation, spreadPairOf } from "./sample-pair.ts";
import { requireSamples } from "./samples.ts";

/**
 * Cohen's d = (mean a - mean b) / pooled deviation (Cohen, "Statistical Power Analysis for the Behavioral Sciences",
 * 1969); `null` without spread.
 *
 * @example
 * cohensD([3, 4, 5], [1, 2, 3]); // 2
 */
export function cohensD(a: ArrayLike<number>, b: ArrayLike<number>): number | null {
  requireSamples("cohensD", a, b);
  const pair = spreadPairOf(a, b);
  return pair && pair.difference / pooledDeviation(pair);
}

/**
 * Hedges' g = d (1 - 3/(4 df - 1)): Cohen's d without its bias in small samples (Hedges, "Distribution theory for
 * Glass's estimator of effect size and related estimators", 1981); `null` without spread.
 */
export function hedgesG(a: ArrayLike<number>, b: ArrayLike<number>): number | null {
  requireSamples("hedgesG", a, b);
  const d = cohensD(a, b);
  return d === null ? null : d * (1 - 3 / (4 * (a.length + b.length - 2) - 1));
}

/**
 * Cohen's d of pairs, often written d_z: the mean difference over the deviation of the differences. It grows as pairs
 * rise and fall together, so that it may not be held against a `cohensD`; `null` below two pairs, and where all
 * differences are equal.
 *
 * @throws ShapeError where the samples differ in length.
 *
 * @example
 * pairedD([2, 4, 6], [1, 2, 3]); // 2
 */
export function pairedD(a: ArrayLike<number>, b: ArrayLike<number>): number | null {
  requirePairs("pairedD", a, b);
  const spread = pairedSpreadOf(a, b);
  return spread && spread.mean / spread.deviation;
}
