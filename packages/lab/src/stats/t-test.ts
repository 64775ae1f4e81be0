/** @file The difference of two means: Student's and Welch's t tests, and Welch's confidence interval. */

import { studentCritical, studentTwoSided } from "./distributions.ts";
import { mean, variance } from "./moments.ts";

export interface TTest {
  readonly t: number;
  /** Degrees of freedom. */
  readonly df: number;
  /** Two-sided. */
  readonly p: number;
}

export interface MeanDifference {
  /** Mean of a minus mean of b. */
  readonly mean: number;
  /** Ends of Welch's interval; `null` where Welch's test is. */
  readonly low: number | null;
  readonly high: number | null;
  readonly confidence: 0.95;
}

/** The standard error of a difference of means, with its degrees of freedom. */
interface Spread {
  readonly error: number;
  readonly df: number;
}

function pooledSpread(a: ArrayLike<number>, b: ArrayLike<number>): Spread {
  return {
    error: pooledDeviation(a, b) * Math.sqrt(1 / a.length + 1 / b.length),
    df: a.length + b.length - 2,
  };
}

function welchSpread(a: ArrayLike<number>, b: ArrayLike<number>): Spread {
  const varianceOfMeanA = variance(a) / a.length;
  const varianceOfMean = varianceOfMeanA + variance(b) / b.length;
  const share = varianceOfMeanA / varianceOfMean;
  const df = 1 / (share ** 2 / (a.length - 1) + (1 - share) ** 2 / (b.length - 1));
  return { error: Math.sqrt(varianceOfMean), df };
}

function tTest(a: ArrayLike<number>, b: ArrayLike<number>, { error, df }: Spread): TTest {
  const t = (mean(a) - mean(b)) / error;
  return { t, df, p: studentTwoSided(t, df) };
}

/** Whether the spread of two samples can be estimated: two values in each, and not both constant. */
export function hasSpread(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  return a.length > 1 && b.length > 1 && variance(a) + variance(b) > 0;
}

/** The deviation within two samples of one variance: s² = ((n_a-1) s_a² + (n_b-1) s_b²) / (n_a + n_b - 2). */
export function pooledDeviation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const squares = (a.length - 1) * variance(a) + (b.length - 1) * variance(b);
  return Math.sqrt(squares / (a.length + b.length - 2));
}

/**
 * Student's t test of two independent samples of equal variance; `null` without spread.
 *
 * @example
 * studentTest([1, 2, 3], [2, 3, 4])?.df; // 4
 */
export function studentTest(a: ArrayLike<number>, b: ArrayLike<number>): TTest | null {
  return hasSpread(a, b) ? tTest(a, b, pooledSpread(a, b)) : null;
}

/**
 * Welch's t test of two independent samples, whose variances may differ; `null` without spread.
 *
 * @example
 * welchTest([1, 2, 3], [2, 2, 2])?.df; // 2
 */
export function welchTest(a: ArrayLike<number>, b: ArrayLike<number>): TTest | null {
  return hasSpread(a, b) ? tTest(a, b, welchSpread(a, b)) : null;
}

/** The difference of two means with Welch's 95 % confidence interval; `null` where a sample is empty. */
export function meanDifference(a: ArrayLike<number>, b: ArrayLike<number>): MeanDifference | null {
  if (a.length === 0 || b.length === 0) return null;
  const center = mean(a) - mean(b);
  if (!hasSpread(a, b)) return { mean: center, low: null, high: null, confidence: 0.95 };
  const { error, df } = welchSpread(a, b);
  const margin = studentCritical(0.05, df) * error;
  return { mean: center, low: center - margin, high: center + margin, confidence: 0.95 };
}
