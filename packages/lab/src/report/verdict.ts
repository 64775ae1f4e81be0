/** @file The study's result in sentences. */

import { count } from "../plural.ts";
import { levelOf } from "../results/looks.ts";
import type { ArmDifference, ArmResult, MetricSummary, StudyResult } from "../results/result.ts";
import { finished } from "../results/run-result.ts";
import { directionOf, isTime } from "../results/statistics.ts";
import { powerSentence } from "./difference-table.ts";
import {
  adjustmentOf,
  comparedDifferences,
  describeDifference,
  isShown,
  leadingTest,
  nameP,
} from "./differences.ts";
import { formatMean, formatNumber } from "./format.ts";
import { criterionLabel, unitOf } from "./labels.ts";

/**
 * Plain sentences on what the study compares its arms by. A difference counts as shown where the p-value of the leading
 * test, adjusted for the number of pairs, is below 0.05, or below the level of the look that the study stands at.
 */
export function verdict(result: StudyResult): string {
  const pairs = comparedDifferences(result);
  const leader = leaderOf(result);
  if (!leader) return nothing(result);
  const label = criterionLabel(result);
  if (pairs.length === 0)
    return `${leader.name} reached ${label} ${measured(leader, result)}; no other arm to compare with.`;
  const sentence = pairs.length === 1 ? judgePair(pairs[0]!, result) : judgeLeader(leader, result);
  return [sentence, ...powerOf(pairs, result)].join(" ");
}

const nothing = ({ arms, statistic }: StudyResult): string =>
  isTime(statistic) && arms.some(({ runs }) => finished(runs) > 0)
    ? "No run reached the target, so there is nothing to compare."
    : "No run finished, so there is nothing to compare.";

const T_TESTS: readonly unknown[] = ["paired t", "Welch"];

/** What an undecided study could have shown by its t tests; nothing is known of tests of ranks. */
function powerOf(pairs: readonly ArmDifference[], result: StudyResult): readonly string[] {
  const tested = pairs.filter((pair) => T_TESTS.includes(leadingTest(pair)?.name));
  const sentence = tested.some((pair) => !isShown(pair, result))
    ? powerSentence(tested, levelOf(result))
    : undefined;
  return sentence === undefined ? [] : [sentence];
}

const summaryOf = ({ metrics }: ArmResult, { metric, statistic }: StudyResult): MetricSummary | undefined =>
  metrics[metric]?.[statistic];

/** The arm that is better than most others; of one arm, or none that was compared, the one with values. */
function leaderOf(result: StudyResult): ArmResult | undefined {
  const measured = result.arms.filter((arm) => (summaryOf(arm, result)?.n ?? 0) > 0);
  const wins = (arm: ArmResult) => comparedDifferences(result).filter(({ a }) => a === arm.name).length;
  const sign =
    directionOf({ statistic: result.statistic, better: result.better[result.metric]! }) === "higher" ? 1 : -1;
  const mean = (arm: ArmResult) => sign * (summaryOf(arm, result)!.mean ?? 0);
  return measured.toSorted((a, b) => wins(b) - wins(a) || mean(b) - mean(a))[0];
}

function measured(arm: ArmResult, result: StudyResult): string {
  const summary = summaryOf(arm, result)!;
  const { n, lost, median } = summary;
  const { scale, mark } = unitOf(result);
  const value =
    summary.mean === null
      ? `a median of ${formatNumber(median && scale * median)}`
      : formatMean(summary, scale);
  const of = lost > 0 ? `${n} of ` : "";
  return `${value}${mark} over ${of}${count(n + lost, "run")}`;
}

function judgePair(pair: ArmDifference, result: StudyResult): string {
  const empty = withoutValue(pair, result);
  const words =
    empty.length > 0 ? describeEmpty(empty, result) : describeDifference(pair, adjustmentOf(result));
  return `${claim(pair, result)} on ${criterionLabel(result)}: ${words}.`;
}

/** The arms of a pair that no run has a value of. */
function withoutValue({ a, b }: ArmDifference, result: StudyResult): readonly string[] {
  const arms = result.arms.filter(({ name }) => name === a || name === b);
  return arms.filter((arm) => (summaryOf(arm, result)?.n ?? 0) === 0).map(({ name }) => name);
}

const describeEmpty = (names: readonly string[], { statistic }: StudyResult): string =>
  isTime(statistic)
    ? `${join(names)} did not reach the target in any run`
    : `${join(names)} ${names.length === 1 ? "has" : "have"} no finished run`;

function claim(pair: ArmDifference, result: StudyResult): string {
  const { a, b } = pair;
  if (!leadingTest(pair)) return `${a} and ${b} cannot be compared`;
  return isShown(pair, result) ? `${a} beats ${b}` : `No difference shown between ${a} and ${b}`;
}

/** Short of the numbers that the table has, or the sentence would be as long as the table. */
function judgeLeader(leader: ArmResult, result: StudyResult): string {
  const own = comparedDifferences(result).filter(({ a, b }) => a === leader.name || b === leader.name);
  const clause = (words: string, chosen: readonly ArmDifference[]) =>
    chosen.length > 0 ? [`${words} ${join(chosen.map((pair) => nameOther(pair, leader, result)))}`] : [];
  const tested = own.filter(leadingTest);
  const empty = own.flatMap((pair) => withoutValue(pair, result));
  const untested = own.filter((pair) => !leadingTest(pair) && withoutValue(pair, result).length === 0);
  const summary = summaryOf(leader, result)!;
  const best = summary.mean === null ? "leads in" : `has the ${extremeOf(result)} mean`;
  const clauses = [
    `${leader.name} ${best} ${criterionLabel(result)}, ${measured(leader, result)}`,
    ...clause(
      "it beats",
      tested.filter((pair) => isShown(pair, result)),
    ),
    ...clause(
      "no difference shown to",
      tested.filter((pair) => !isShown(pair, result)),
    ),
    ...clause("too few runs, or no spread, to compare it with", untested),
    ...(empty.length > 0 ? [describeEmpty(empty, result)] : []),
  ];
  return `${clauses.join("; ")}.`;
}

const extremeOf = ({ metric, statistic, better }: StudyResult): string =>
  directionOf({ statistic, better: better[metric]! }) === "lower" ? "lowest" : "highest";

function join(names: readonly string[]): string {
  return new Intl.ListFormat("en").format(names);
}

function nameOther(pair: ArmDifference, leader: ArmResult, result: StudyResult): string {
  const other = pair.a === leader.name ? pair.b : pair.a;
  const test = leadingTest(pair);
  return test ? `${other} (${nameP(adjustmentOf(result), test)})` : other;
}
