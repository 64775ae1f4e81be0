/** @file Descriptive statistics of one sample: mean, spread and tests of normality. */

import { requireSample } from "../checks.ts";
import { type DagostinoPearson, dagostinoTest } from "./dagostino.ts";
import { deviation as deviationOf, mean } from "./moments.ts";
import { quantileOf } from "./quantiles.ts";
import { type ShapiroWilk, shapiroTest } from "./shapiro-wilk.ts";

export interface SampleSummary {
  readonly n: number;
  /** `null` for an empty sample. */
  readonly mean: number | null;
  /** Standard error of the mean; `null` below two values, as is `deviation`. */
  readonly standardError: number | null;
  /** Unbiased: divided by n - 1. */
  readonly deviation: number | null;
  /** `null` for an empty sample, as are the quartiles. */
  readonly median: number | null;
  /** Below which a quarter and three quarters of the values lie, as NumPy has it. */
  readonly quartiles: readonly [low: number, high: number] | null;
  /** `null` below 8 values, and where all are equal. */
  readonly dagostino: DagostinoPearson | null;
  /** `null` outside 3 to 5000 values, and where all are equal. */
  readonly shapiro: ShapiroWilk | null;
}

/**
 * Summarises a sample.
 *
 * @example
 * describeSample([1, 2, 3]).deviation; // 1
 */
export function describeSample(sample: ArrayLike<number>): SampleSummary {
  requireSample("describeSample(sample)", sample);
  const n = sample.length;
  const deviation = n > 1 ? deviationOf(sample) : null;
  return {
    n,
    mean: n > 0 ? mean(sample) : null,
    standardError: deviation === null ? null : deviation / Math.sqrt(n),
    deviation,
    median: n > 0 ? quantileOf(sample, 0.5) : null,
    quartiles: n > 0 ? [quantileOf(sample, 0.25), quantileOf(sample, 0.75)] : null,
    dagostino: dagostinoTest(sample),
    shapiro: shapiroTest(sample),
  };
}
