/** @file The differences that a study is judged by, and what they show. */

import { adjustments } from "../results/adjustments.ts";
import { levelOf } from "../results/looks.ts";
import type { ArmDifference, DifferenceTest, StudyResult } from "../results/result.ts";
import { formatDifference, formatP } from "./format.ts";
import { unitOf } from "./labels.ts";

/** Those of the metric and the statistic that arms are compared by. */
export const comparedDifferences = ({ differences, metric }: StudyResult): readonly ArmDifference[] =>
  differences.filter((difference) => difference.metric === metric);

/** The test that the verdict goes by; none where an arm has no value, or nothing varies. */
export const leadingTest = ({ tests }: ArmDifference): DifferenceTest | undefined => tests[0];

/** Whether the adjusted p-value of a difference is below the level of the study. */
export const isShown = (difference: ArmDifference, result: Pick<StudyResult, "looks">): boolean =>
  (leadingTest(difference)?.adjustedP ?? 1) < levelOf(result);

/** How p-values of a study are adjusted; nothing where there is one pair. */
export function adjustmentOf(result: StudyResult): string {
  const tested = comparedDifferences(result).filter(({ tests }) => tests.length > 0);
  if (tested.length < 2) return "";
  return `${adjustments[result.adjustment].short}-adjusted `;
}

/** Such as "Holm-adjusted paired t p = 0.012". */
export const nameP = (prefix: string, { name, adjustedP }: DifferenceTest): string =>
  `${prefix}${name} p = ${formatP(adjustedP)}`;

/** The numbers behind a difference: "+0.0063 (95 % CI +0.0045 to +0.0082), paired t p = 4.4e-8, g = 2.01". */
export function describeDifference(difference: ArmDifference, prefix: string): string {
  const test = leadingTest(difference);
  const { difference: means, hedgesG, a12 } = difference;
  return [
    ...(means ? [formatDifference(means, unitOf(difference))] : []),
    test ? nameP(prefix, test) : "too few runs, or no spread, for a test",
    ...(hedgesG === null ? [] : [`g = ${hedgesG.toFixed(2)}`]),
    ...(means || !a12 ? [] : [`A12 = ${a12.a12.toFixed(2)}`]),
  ].join(", ");
}
