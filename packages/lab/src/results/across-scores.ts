/** @file Arms ranked across studies by scores that are known already. */

import { ArgumentError } from "glissade";
import { requireOptions, show } from "../checks.ts";
import { requireOneOf } from "../stats/arguments.ts";
import { type Friedman, friedmanTest } from "../stats/friedman.ts";
import { type Nemenyi, nemenyiTest } from "../stats/nemenyi.ts";
import type { Better } from "../stats/score-table.ts";
import type { StudyResult } from "./result.ts";
import type { RunStatistic } from "./statistics.ts";

/** A study as one row of scores. */
export interface StudyScores {
  readonly study: string;
  readonly metric: string;
  readonly statistic: RunStatistic;
  /** The value of the validation that runs are timed to, where there is one. */
  readonly target: StudyResult["target"];
  readonly better: Better;
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

/** Scores of a study by the names of its arms; `null` is the worst. Means of the metric at the end, where it says no more. */
export type ScoreRow = Pick<StudyScores, "study" | "metric" | "better"> &
  Partial<Pick<StudyScores, "statistic" | "target" | "score">> & {
    readonly scores: Readonly<Record<string, number | null>>;
  };

const ROW = {
  needed: ["study", "metric", "better", "scores"],
  optional: ["statistic", "target", "score"],
} as const;

/**
 * Ranks arms across studies as `acrossStudies` does, by scores of your own: one row for each study.
 *
 * @param rows - two or more, with two or more arms in common
 *
 * @example
 * const row = { metric: "loss", better: "lower" as const };
 * const across = acrossScores([
 *   { ...row, study: "digits", scores: { SGD: 0.5, Adam: 0.3 } },
 *   { ...row, study: "letters", scores: { SGD: 0.9, Adam: 0.8, Lion: 0.7 } },
 * ]);
 * across.nemenyi.averageRanks; // [2, 1]
 * across.leftOut; // ["Lion"]
 *
 * @throws ArgumentError where they have fewer arms in common.
 */
export function acrossScores(rows: readonly ScoreRow[]): AcrossStudies {
  const where = "acrossScores(rows)";
  requireTwo(where, rows, "rows");
  for (const [at, row] of rows.entries()) requireRow(`${where}[${at}]`, row);
  const common = commonArms(
    where,
    rows.map(({ study, scores }) => ({ study, names: Object.keys(scores) })),
  );
  const studies = rows.map((row): StudyScores => {
    const scores = common.arms.map((name) => row.scores[name] ?? null);
    return { statistic: "final", target: null, score: "mean", ...row, scores };
  });
  return { ...common, studies, ...rankTests(studies) };
}

/** Friedman's test and Nemenyi's. */
export function rankTests(studies: readonly StudyScores[]): Pick<AcrossStudies, "friedman" | "nemenyi"> {
  const costs = studies.map(({ scores, better }) => scores.map((score) => toCost(score, better)));
  return {
    friedman: friedmanTest(costs, { better: "lower" }),
    nemenyi: nemenyiTest(costs, { better: "lower" }),
  };
}

/** Lower is better; what has no score is behind all others. */
const toCost = (score: number | null, better: Better): number =>
  score === null ? Number.MAX_VALUE : better === "lower" ? score : -score;

interface StudyArms {
  readonly study: string;
  readonly names: readonly string[];
}

/** The arms that all studies have, in the order of the first, and those that some study lacks. */
export function commonArms(
  where: string,
  studies: readonly StudyArms[],
): Pick<AcrossStudies, "arms" | "leftOut"> {
  const arms = studies[0]!.names.filter((name) => studies.every(({ names }) => names.includes(name)));
  if (arms.length < 2) throw fewArms(where, arms, studies);
  const all = new Set(studies.flatMap(({ names }) => names));
  return { arms, leftOut: [...all].filter((name) => !arms.includes(name)) };
}

const fewArms = (where: string, common: readonly string[], studies: readonly StudyArms[]) =>
  new ArgumentError({
    where,
    rule: `needs two or more arms that all studies have, got ${common.length === 0 ? "none" : JSON.stringify(common[0])} of ${studies.map(({ study, names }) => `${names.map((name) => JSON.stringify(name)).join(", ")} (${study})`).join(" and ")}`,
    fix: "Give an optimizer the same name in all studies",
  });

/** Throws unless there are two or more. */
export function requireTwo(where: string, list: readonly unknown[], what: string): void {
  if (Array.isArray(list) && list.length >= 2) return;
  throw new ArgumentError({
    where,
    rule: `needs two or more ${what}, got ${Array.isArray(list) ? list.length : show(list)}`,
    fix: "Compare the arms of one study with compare() or glissade report",
  });
}

function requireRow(where: string, row: ScoreRow): void {
  requireOptions(where, row, ROW);
  requireOneOf(`${where}.better`, row.better, ["higher", "lower"]);
  const wrong = Object.entries(row.scores).find(([, score]) => score !== null && !Number.isFinite(score));
  if (wrong === undefined) return;
  throw new ArgumentError({
    where: `${where}.scores`,
    rule: `must be finite numbers, or null for the worst, got ${show(wrong[1])} for ${wrong[0]}`,
  });
}
