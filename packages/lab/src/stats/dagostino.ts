/** @file The omnibus test of normality of D'Agostino and Pearson, from skewness and kurtosis. */

import { requireSample } from "../checks.ts";
import { shapeOf } from "./moments.ts";

export interface DagostinoPearson {
  /** K² = Z(skewness)² + Z(kurtosis)². */
  readonly statistic: number;
  readonly p: number;
}

/** Below this many values the transformation of the skewness does not exist. */
const MINIMUM_SIZE = 8;

/**
 * Tests a sample for normality (D'Agostino and Pearson, "Tests for departure from normality", 1973); `null` below 8
 * values and where all are equal.
 */
export function dagostinoTest(sample: ArrayLike<number>): DagostinoPearson | null {
  requireSample("dagostinoTest(sample)", sample);
  const n = sample.length;
  const shape = n < MINIMUM_SIZE ? null : shapeOf(sample);
  if (!shape) return null;
  const statistic = skewnessScore(shape.skewness, n) ** 2 + kurtosisScore(shape.kurtosis, n) ** 2;
  return { statistic, p: Math.exp(-statistic / 2) };
}

/** The skewness as a standard normal deviate (D'Agostino, "Transformation to normality of the null distribution of g₁", 1970). */
function skewnessScore(skewness: number, n: number): number {
  const y = skewness * Math.sqrt(((n + 1) * (n + 3)) / (6 * (n - 2)));
  const beta2 = (3 * (n * n + 27 * n - 70) * (n + 1) * (n + 3)) / ((n - 2) * (n + 5) * (n + 7) * (n + 9));
  const w2 = Math.sqrt(2 * (beta2 - 1)) - 1;
  const delta = 1 / Math.sqrt(0.5 * Math.log(w2));
  const alpha = Math.sqrt(2 / (w2 - 1));
  // SciPy takes 1 for a skewness of exactly zero; we follow it, so that symmetric samples agree too
  return delta * Math.asinh((y === 0 ? 1 : y) / alpha);
}

/** The kurtosis as a standard normal deviate (Anscombe and Glynn, "Distribution of the kurtosis statistic b₂ for normal samples", 1983). */
function kurtosisScore(kurtosis: number, n: number): number {
  const expected = (3 * (n - 1)) / (n + 1);
  const variance = (24 * n * (n - 2) * (n - 3)) / ((n + 1) ** 2 * (n + 3) * (n + 5));
  const x = (kurtosis - expected) / Math.sqrt(variance);
  const skewness =
    ((6 * (n * n - 5 * n + 2)) / ((n + 7) * (n + 9))) *
    Math.sqrt((6 * (n + 3) * (n + 5)) / (n * (n - 2) * (n - 3)));
  const a = 6 + (8 / skewness) * (2 / skewness + Math.sqrt(1 + 4 / skewness ** 2));
  const root = Math.cbrt((1 - 2 / a) / (1 + x * Math.sqrt(2 / (a - 4))));
  return (1 - 2 / (9 * a) - root) / Math.sqrt(2 / (9 * a));
}
