/** @file Standardised effect sizes: the difference of two means in deviations. */

import { pooledDeviation, spreadPairOf } from "./sample-pair.ts";

/**
 * Cohen's d = (mean a - mean b) / pooled deviation (Cohen, "Statistical Power Analysis for the Behavioral Sciences",
 * 1969); `null` without spread.
 *
 * @example
 * cohensD([3, 4, 5], [1, 2, 3]); // 2
 */
export function cohensD(a: ArrayLike<number>, b: ArrayLike<number>): number | null {
  const pair = spreadPairOf(a, b);
  return pair && pair.difference / pooledDeviation(pair);
}

/**
 * Hedges' g = d (1 - 3/(4 df - 1)): Cohen's d without its bias in small samples (Hedges, "Distribution theory for
 * Glass's estimator of effect size and related estimators", 1981); `null` without spread.
 */
export function hedgesG(a: ArrayLike<number>, b: ArrayLike<number>): number | null {
  const d = cohensD(a, b);
  return d === null ? null : d * (1 - 3 / (4 * (a.length + b.length - 2) - 1));
}
