/** @file Two independent samples compared: every test and effect size at once. */

import { requireOptions, requireSample } from "../checks.ts";
import { cohensD, hedgesG } from "./effect-size.ts";
import { type MannWhitney, type MannWhitneyMethod, mannWhitneyTest } from "./mann-whitney.ts";
import { type MeanDifference, meanDifference, studentTest, type TTest, welchTest } from "./t-test.ts";

/**
 * What two samples a and b say about each other. The fields that need a spread are `null` below two values
 * in a sample and where both samples are constant; the others only where a sample is empty.
 */
export interface SampleComparison {
  readonly student: TTest | null;
  readonly welch: TTest | null;
  readonly mannWhitney: MannWhitney | null;
  readonly cohensD: number | null;
  readonly hedgesG: number | null;
  readonly difference: MeanDifference | null;
}

interface CompareOptions {
  /** Of the Mann-Whitney test. */
  readonly method?: MannWhitneyMethod;
}

/**
 * Compares two independent samples.
 *
 * @example
 * compareSamples([3, 4, 5], [1, 2, 3]).cohensD; // 2
 */
export function compareSamples(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  options: CompareOptions = {},
): SampleComparison {
  requireSample("compareSamples(a)", a);
  requireSample("compareSamples(b)", b);
  requireOptions("compareSamples", options, { optional: ["method"] });
  const { method = "auto" } = options;
  return {
    student: studentTest(a, b),
    welch: welchTest(a, b),
    mannWhitney: mannWhitneyTest(a, b, method),
    cohensD: cohensD(a, b),
    hedgesG: hedgesG(a, b),
    difference: meanDifference(a, b),
  };
}
