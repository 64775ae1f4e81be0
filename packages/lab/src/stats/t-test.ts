/** @file The difference of two means: Student's and Welch's t tests, and Welch's confidence interval. */

import { studentCritical, studentTwoSided } from "./distributions.ts";
import { pairOf, pooledDeviation, type SamplePair, spreadPairOf } from "./sample-pair.ts";
import { requireSamples } from "./samples.ts";

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

function pooledSpread(pair: SamplePair): Spread {
  const { a, b } = pair;
  return { error: pooledDeviation(pair) * Math.sqrt(1 / a.n + 1 / b.n), df: a.n + b.n - 2 };
}

function welchSpread({ a, b }: SamplePair): Spread {
  const [errorA, errorB] = [a.deviation / Math.sqrt(a.n), b.deviation / Math.sqrt(b.n)];
  const error = Math.hypot(errorA, errorB);
  const share = (errorA / error) ** 2;
  return { error, df: 1 / (share ** 2 / (a.n - 1) + (1 - share) ** 2 / (b.n - 1)) };
}

/** The difference of two means as Welch's test has it, in a unit in which nothing overflows; `null` without spread. */
export function welchDifference(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
): (Spread & { readonly unit: number; readonly mean: number }) | null {
  const pair = spreadPairOf(a, b);
  return pair && { unit: pair.unit, mean: pair.difference, ...welchSpread(pair) };
}

function tTest({ difference }: SamplePair, { error, df }: Spread): TTest {
  const t = difference / error;
  return { t, df, p: studentTwoSided(t, df) };
}

/**
 * Student's t test of two independent samples of equal variance (Student, "The probable error of a mean", 1908); `null`
 * without spread.
 *
 * @example
 * studentTest([1, 2, 3], [2, 3, 4])?.df; // 4
 */
export function studentTest(a: ArrayLike<number>, b: ArrayLike<number>): TTest | null {
  requireSamples("studentTest", a, b);
  const pair = spreadPairOf(a, b);
  return pair && tTest(pair, pooledSpread(pair));
}

/**
 * Welch's t test of two independent samples, whose variances may differ (Welch, "The generalization of 'Student's'
 * problem when several different population variances are involved", 1947); `null` without spread.
 *
 * @example
 * welchTest([1, 2, 3], [2, 2, 2])?.df; // 2
 */
export function welchTest(a: ArrayLike<number>, b: ArrayLike<number>): TTest | null {
  requireSamples("welchTest", a, b);
  const pair = spreadPairOf(a, b);
  return pair && tTest(pair, welchSpread(pair));
}

/** The difference of two means with Welch's 95 % confidence interval; `null` where a sample is empty. */
export function meanDifference(a: ArrayLike<number>, b: ArrayLike<number>): MeanDifference | null {
  requireSamples("meanDifference", a, b);
  const pair = pairOf(a, b);
  if (!pair) return null;
  const { difference, unit } = pair;
  const mean = unit * difference;
  if (!spreadPairOf(a, b)) return { mean, low: null, high: null, confidence: 0.95 };
  const { error, df } = welchSpread(pair);
  const margin = studentCritical(0.05, df) * error;
  return { mean, low: unit * (difference - margin), high: unit * (difference + margin), confidence: 0.95 };
}
