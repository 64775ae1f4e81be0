/** @file The outcome of a test of two arms, from the better arm's side. */

import type { ArmTest, StudyResult } from "../results/result.ts";
import { holm } from "../stats/holm.ts";
import { formatDifference, formatP, type Interval } from "./format.ts";

/** Differences with an adjusted p-value below this are called shown. */
const LEVEL = 0.05;

export interface Contrast {
  /** The arm with the better mean. */
  readonly better: string;
  readonly worse: string;
  /** Of the better minus the worse; `null` where an arm has no finished run. */
  readonly difference: Interval | null;
  readonly cohensD: number | null;
  /** Welch's and Mann-Whitney's p-values, adjusted by Holm; `null` where a test needs more runs. */
  readonly welch: number | null;
  readonly mannWhitney: number | null;
  /** Whether more than one pair was tested. */
  readonly isAdjusted: boolean;
  readonly isShown: boolean;
}

/** The tests of one metric, with p-values that hold for all pairs of arms together. */
export function contrasts({ tests, better }: StudyResult, metric: string): readonly Contrast[] {
  const pairs = tests.filter((test) => test.metric === metric);
  const welch = adjust(pairs.map((test) => test.welch?.p ?? null));
  const mannWhitney = adjust(pairs.map((test) => test.mannWhitney?.p ?? null));
  return pairs.map((test, index) => ({
    ...orient(test, better[metric] === "lower" ? -1 : 1),
    welch: welch[index]!,
    mannWhitney: mannWhitney[index]!,
    isAdjusted: welch.filter((p) => p !== null).length > 1,
    isShown: (welch[index] ?? 1) < LEVEL,
  }));
}

/** Holm's adjustment of the tests that exist. */
function adjust(ps: readonly (number | null)[]): readonly (number | null)[] {
  const adjusted = holm(ps.filter((p) => p !== null)).values();
  return ps.map((p) => (p === null ? null : adjusted.next().value!));
}

type Orientation = Pick<Contrast, "better" | "worse" | "difference" | "cohensD">;

function orient({ a, b, difference, cohensD }: ArmTest, sign: 1 | -1): Orientation {
  if (!difference || sign * difference.mean >= 0) return { better: a, worse: b, difference, cohensD };
  const { mean, low, high } = difference;
  const turned = { mean: -mean, low: negate(high), high: negate(low) };
  return { better: b, worse: a, difference: turned, cohensD: negate(cohensD) };
}

function negate(value: number | null): number | null {
  return value === null ? null : -value;
}

/** The numbers behind a contrast, such as "+0.0063 (95 % CI +0.0045 to +0.0082), Welch p = 4.4e-8, d = 2.04". */
export function describeContrast({ difference, welch, isAdjusted, cohensD }: Contrast): string {
  if (!difference) return "one of them has no finished run";
  const test =
    welch === null ? "too few runs, or no spread, for a test" : nameP("Welch", { p: welch, isAdjusted });
  const effect = cohensD === null ? [] : [`d = ${cohensD.toFixed(2)}`];
  return [formatDifference(difference), test, ...effect].join(", ");
}

/** Such as "Holm-adjusted Welch p = 0.012". */
export function nameP(
  test: string,
  { p, isAdjusted }: { readonly p: number; readonly isAdjusted: boolean },
): string {
  return `${isAdjusted ? "Holm-adjusted " : ""}${test} p = ${formatP(p)}`;
}
