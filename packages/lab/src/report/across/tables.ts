/** @file The tables of several studies: scores and ranks of every arm. */

import type { AcrossStudies, StudyScores } from "../../results/across-scores.ts";
import { ranksOf } from "../../stats/score-table.ts";
import { formatNumber, formatP, NONE } from "../format.ts";
import { criterionLabel } from "../labels.ts";
import { type Table, table } from "../table.ts";

/** One row per arm, the best average rank first: its score and rank in each study. */
export function rankTable(across: AcrossStudies): Table {
  const { arms, studies, nemenyi } = across;
  const ranks = studies.map(rowRanks);
  const rows = nemenyi.order.map((arm) => [
    arms[arm]!,
    nemenyi.averageRanks[arm]!.toFixed(2),
    ...studies.map(({ scores }, at) => `${formatNumber(scores[arm])} (${formatNumber(ranks[at]![arm])})`),
  ]);
  return table(["arm", "average rank", ...studies.map(({ study }) => study)], 1, rows);
}

const rowRanks = ({ scores, better }: StudyScores): Float64Array => {
  const worst = better === "lower" ? Number.MAX_VALUE : -Number.MAX_VALUE;
  return ranksOf(
    scores.map((score) => score ?? worst),
    better,
  ).ranks;
};

/** What the numbers of the table are. */
export const rankNotes = ({ studies, leftOut }: AcrossStudies): readonly string[] => [
  `Scores are ${scoreWords(studies)}; in brackets the rank within the study, 1 for the best.`,
  ...(studies.some(({ score }) => score === "median")
    ? [`Medians count runs that were lost as the worst; ${NONE} is a median that they reach.`]
    : []),
  ...(leftOut.length > 0 ? [`Left out, because some study lacks them: ${list(leftOut)}.`] : []),
];

/** Such as "the mean accuracy", or "the mean loss of a and b, and the median loss of c". */
function scoreWords(studies: readonly StudyScores[]): string {
  const names = new Map<string, string[]>();
  for (const { study, score, ...criterion } of studies) {
    const words = `the ${score} ${criterionLabel(criterion)}`;
    names.set(words, [...(names.get(words) ?? []), study]);
  }
  return list([...names].map(([words, own]) => (names.size === 1 ? words : `${words} of ${list(own)}`)));
}

export const list = (words: readonly string[]): string => new Intl.ListFormat("en").format(words);

/** One row per pair of arms: how far their average ranks are apart, and Nemenyi's p-value, adjusted for all pairs. */
export function pairTable({ arms, nemenyi: { order, averageRanks, p } }: AcrossStudies): Table {
  const rows = order.flatMap((a, at) =>
    order
      .slice(at + 1)
      .map((b) => [arms[a]!, arms[b]!, (averageRanks[b]! - averageRanks[a]!).toFixed(2), formatP(p[a]![b]!)]),
  );
  return table(["better", "worse", "ranks apart", "Nemenyi p"], 2, rows);
}
