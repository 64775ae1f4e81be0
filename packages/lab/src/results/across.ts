/** @file Several studies with the same arms, compared by the ranks that the arms have in each of them. */

import { ArgumentError, type metrics } from "glissade";
import { requireFields, show } from "../checks.ts";
import { type Friedman, friedmanTest } from "../stats/friedman.ts";
import { type Nemenyi, nemenyiTest } from "../stats/nemenyi.ts";
import type { ArmResult, MetricSummary, StudyResult } from "./result.ts";
import { directionOf, isTime, type RunStatistic } from "./statistics.ts";

/** A study as one row of scores. */
export interface StudyScores {
  readonly study: string;
  readonly metric: string;
  readonly statistic: RunStatistic;
  /** The value of the validation that runs are timed to, where there is one. */
  readonly target: StudyResult["target"];
  readonly better: metrics.Better;
  /** The number that stands for the runs of an arm: their mean, or, where some run of the study was lost, their median. */
  readonly score: "mean" | "median";
  /** Of each arm, in the order of `arms`; `null` where lost runs, which count as the worst, stand at the median. */
  readonly scores: readonly (number | null)[];
}

/** What several studies say of their arms. */
export interface AcrossStudies {
  /** The arms that all studies have. */
  readonly arms: readonly string[];
  /** Arms that some study lacks. */
  readonly leftOut: readonly string[];
  readonly studies: readonly StudyScores[];
  /** Of the ranks in each study, in the order of `arms`; `null` where all scores of each study are equal. */
  readonly friedman: Friedman | null;
  /** Which arms differ in average rank. */
  readonly nemenyi: Nemenyi;
}

/**
 * Ranks arms across studies by one score in each: Friedman's test, and Nemenyi's for every two arms (Demšar, "Statistical
 * comparisons of classifiers over multiple data sets", 2006). Each study is compared by its own metric and statistic.
 *
 * @param results - two or more, of `compare` or of `--json`, with two or more arms in common
 *
 * @example
 * const results = [result, { ...result, study: "another" }];
 * const { arms, friedman } = acrossStudies(results);
 *
 * @throws ArgumentError where they have fewer arms in common, and where one has no run that finished.
 */
export function acrossStudies(results: readonly StudyResult[]): AcrossStudies {
  const where = "acrossStudies(results)";
  requireStudies(where, results);
  const lists = results.map(({ arms }) => arms.map(({ name }) => name));
  const arms = lists[0]!.filter((name) => lists.every((names) => names.includes(name)));
  if (arms.length < 2) throw fewArms(where, arms, results);
  const studies = results.map((result) => scoresOf(where, result, arms));
  const costs = studies.map(({ scores, better }) => scores.map((score) => toCost(score, better)));
  return {
    arms,
    leftOut: [...new Set(lists.flat())].filter((name) => !arms.includes(name)),
    studies,
    friedman: friedmanTest(costs, { better: "lower" }),
    nemenyi: nemenyiTest(costs, { better: "lower" }),
  };
}

function requireStudies(where: string, results: readonly StudyResult[]): void {
  if (!Array.isArray(results) || results.length < 2)
    throw new ArgumentError({
      where,
      rule: `needs two or more results, got ${Array.isArray(results) ? results.length : show(results)}`,
      fix: "Compare the arms of one study with compare() or glissade report",
    });
  for (const [at, result] of results.entries())
    requireFields(`${where}[${at}]`, result, ["study", "arms"], "compare()");
}

const fewArms = (where: string, common: readonly string[], results: readonly StudyResult[]) =>
  new ArgumentError({
    where,
    rule: `needs two or more arms that all studies have, got ${common.length === 0 ? "none" : JSON.stringify(common[0])} of ${results.map(({ study, arms }) => `${arms.map(({ name }) => JSON.stringify(name)).join(", ")} (${study})`).join(" and ")}`,
    fix: "Give an optimizer the same name in all studies",
  });

function scoresOf(where: string, result: StudyResult, arms: readonly string[]): StudyScores {
  const { study, metric, statistic, target } = result;
  const summaries = arms.map((name) => {
    const arm = result.arms.find((each) => each.name === name)!;
    return requireRuns(where, study, arm, arm.metrics[metric]?.[statistic]);
  });
  const score = summaries.every(({ lost }) => lost === 0) ? "mean" : "median";
  const better = directionOf({ statistic, better: result.better[metric]! });
  const scores = summaries.map((summary) => summary[score]);
  return { study, metric, statistic, target, better, score, scores };
}

function requireRuns(
  where: string,
  study: string,
  { name }: ArmResult,
  summary: MetricSummary | undefined,
): MetricSummary {
  if (summary && summary.n + summary.lost > 0) return summary;
  throw new ArgumentError({
    where,
    rule: `needs a run that has ended of every arm, got none of ${JSON.stringify(name)} in ${JSON.stringify(study)}`,
    fix: "Let glissade run STUDY finish first",
  });
}

/** Lower is better; what has no score is behind all others. */
const toCost = (score: number | null, better: metrics.Better): number =>
  score === null ? Number.MAX_VALUE : better === "lower" ? score : -score;

/** Whether the studies are compared by time to a target, so that ratios of scores mean something. */
export const areTimes = ({ studies }: AcrossStudies): boolean =>
  studies.every(({ statistic }) => isTime(statistic));
