/** @file The differences of arms: for every two of them, once, effect sizes and the tests that fit the design. */

import type { metrics } from "glissade";
import { hedgesG } from "../stats/effect-size.ts";
import { pairedDifference } from "../stats/paired-t.ts";
import { type MeanDifference, meanDifference } from "../stats/t-test.ts";
import { type VarghaDelaney, varghaDelaney } from "../stats/vargha-delaney.ts";
import { type Adjustment, adjustments } from "./adjustments.ts";
import { type Compared, type CompareQuestion, toCompared, turn } from "./compared.ts";
import { type PlainTest, testsOf } from "./difference-tests.ts";
import { toRanks } from "./lost.ts";
import type { ArmDifference, ArmResult } from "./result.ts";

/** What a study compares its arms by. */
export interface DifferenceOptions
  extends Pick<CompareQuestion, "metric" | "statistic" | "design" | "timed"> {
  readonly adjustment: Adjustment;
  readonly better: Readonly<Record<string, metrics.Better>>;
}

/** Every metric in the statistic, the one that arms are compared by first and with permutation tests. */
export function differencesOf(
  arms: readonly ArmResult[],
  { better, adjustment, ...options }: DifferenceOptions,
): readonly ArmDifference[] {
  const names = [options.metric, ...Object.keys(better).filter((name) => name !== options.metric)];
  return names.flatMap((metric) => {
    const question = { ...options, metric, better: better[metric]!, permutation: metric === options.metric };
    const having = arms.filter(({ metrics: summaries }) => summaries[metric]?.[options.statistic]);
    return toDifferences(having, question, adjustment);
  });
}

/** One metric in one statistic between every two arms. */
function toDifferences(
  arms: readonly ArmResult[],
  question: CompareQuestion,
  adjustment: Adjustment,
): readonly ArmDifference[] {
  const pairs = arms.flatMap((a, index) => arms.slice(index + 1).map((b) => [a, b] as const));
  return adjust(
    pairs.map(([a, b]) => differenceOf(a, b, question)),
    adjustment,
  );
}

type Plain = Omit<ArmDifference, "tests"> & { readonly tests: readonly PlainTest[] };

function differenceOf(a: ArmResult, b: ArmResult, question: CompareQuestion): Plain {
  const given = toCompared(a, b, question);
  const isBehind = leadOf(given) < 0;
  const compared = isBehind ? turn(given) : given;
  const { metric, statistic, design, values } = compared;
  return {
    ...{ metric, statistic, a: (isBehind ? b : a).name, b: (isBehind ? a : b).name },
    ...{ design, n: values.a.length, m: values.b.length },
    difference: meanDifferenceOf(compared),
    hedgesG: compared.hasMeans ? hedgesG(values.a, values.b) : null,
    a12: chanceOf(compared),
    tests: testsOf(compared),
  };
}

/** Above 0 where a is the better one: by the means, or, where there are none or equal ones, by the ranks. */
function leadOf(compared: Compared): number {
  const sign = compared.direction === "higher" ? 1 : -1;
  const lead = sign * (meanDifferenceOf(compared)?.mean ?? 0);
  return lead === 0 ? (chanceOf(compared)?.a12 ?? 0.5) - 0.5 : lead;
}

function meanDifferenceOf({ design, values, hasMeans }: Compared): MeanDifference | null {
  if (!hasMeans) return null;
  if (design === "independent") return meanDifference(values.a, values.b);
  const difference = meanDifference(values.a, values.b);
  // One pair, or equal differences, have no interval.
  return pairedDifference(values.a, values.b) ?? (difference && { ...difference, low: null, high: null });
}

function chanceOf({ samples, direction }: Compared): VarghaDelaney | null {
  const { a, b } = toRanks(samples, direction);
  return varghaDelaney(a, b);
}

/** Adjusts the p-values of each test for the number of pairs that have it. */
function adjust(plain: readonly Plain[], adjustment: Adjustment): readonly ArmDifference[] {
  const names = [...new Set(plain.flatMap(({ tests }) => tests.map(({ name }) => name)))];
  const adjusted = new Map(
    names.map((name) => {
      const ps = plain.flatMap(({ tests }) => tests.filter((test) => test.name === name).map(({ p }) => p));
      return [name, adjustments[adjustment].adjust(ps).values()];
    }),
  );
  return plain.map((each) => ({
    ...each,
    tests: each.tests.map((test) => ({ ...test, adjustedP: adjusted.get(test.name)!.next().value! })),
  }));
}
