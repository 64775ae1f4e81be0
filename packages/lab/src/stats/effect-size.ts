/** @file Standardised effect sizes: the difference of two means in deviations. */

import { mean } from "./moments.ts";
import { hasSpread, pooledDeviation } from "./t-test.ts";

/**
 * Cohen's d = (mean a - mean b) / pooled deviation; `null` without spread.
 *
 * @example
 * cohensD([3, 4, 5], [1, 2, 3]); // 2
 */
export function cohensD(a: ArrayLike<number>, b: ArrayLike<number>): number | null {
  return hasSpread(a, b) ? (mean(a) - mean(b)) / pooledDeviation(a, b) : null;
}

/** Hedges' g = d (1 - 3/(4 df - 1)): Cohen's d without its bias in small samples; `null` without spread. */
export function hedgesG(a: ArrayLike<number>, b: ArrayLike<number>): number | null {
  const d = cohensD(a, b);
  return d === null ? null : d * (1 - 3 / (4 * (a.length + b.length - 2) - 1));
}
