/** @file Several studies with the same arms, compared by the ranks that the arms have in each of them. */

import { ArgumentError } from "glissade";
import { requireFields } from "../checks.ts";
import { type AcrossStudies, commonArms, rankTests, requireTwo, type StudyScores } from "./across-scores.ts";
import type { ArmResult, MetricSummary, StudyResult } from "./result.ts";
import { directionOf, isTime } from "./statistics.ts";

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
  requireTwo(where, results, "results");
  for (const [at, result] of results.entries())
    requireFields(`${where}[${at}]`, result, ["study", "arms"], "compare()");
  const common = commonArms(
    where,
    results.map(({ study, arms }) => ({ study, names: arms.map(({ name }) => name) })),
  );
  const studies = results.map((result) => scoresOf(where, result, common.arms));
  return { ...common, studies, ...rankTests(studies) };
}

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

/** Whether the studies are compared by time to a target, so that ratios of scores mean something. */
export const areTimes = ({ studies }: AcrossStudies): boolean =>
  studies.every(({ statistic }) => isTime(statistic));
