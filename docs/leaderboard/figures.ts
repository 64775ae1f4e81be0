/** @file The pictures of the leaderboard. */

import { mkdirSync, writeFileSync } from "node:fs";
import {
  type AcrossStudies,
  criticalDifference,
  effectForest,
  performanceProfile,
  sensitivityChart,
} from "@glissade/lab";
import { type Measure, measures, rank } from "./measures.ts";
import { type BoardScores, REFERENCE } from "./scores.ts";

const FOLDER = new URL("../images/leaderboard/", import.meta.url);

/** Every picture by its name. */
export function figures(scores: readonly BoardScores[]): Readonly<Record<string, string>> {
  const pairs: (readonly [string, string])[] = scores.flatMap((score) => [
    [`effects-${score.board.problem}`, effects(score)],
    [`rates-${score.board.problem}`, rates(score)],
  ]);
  return Object.fromEntries(scores.length > 1 ? [...pairs, ...across(scores)] : pairs);
}

/** Ranks by every measure, and profiles by times. */
const across = (scores: readonly BoardScores[]): readonly (readonly [string, string])[] =>
  Object.entries(measures).flatMap(([name, measure]) => {
    const found = rank(scores, measure);
    const picture = [`ranks-${name}`, ranks(found, measure)] as const;
    return measure.statistic === "final"
      ? [picture]
      : [picture, [`profile-${name}`, profile(found, measure)]];
  });

export function drawFigures(scores: readonly BoardScores[]): void {
  mkdirSync(FOLDER, { recursive: true });
  for (const [name, svg] of Object.entries(figures(scores)))
    writeFileSync(new URL(`${name}.svg`, FOLDER), `${svg}\n`);
}

const ranks = ({ arms, studies, nemenyi }: AcrossStudies, { title }: Measure): string =>
  criticalDifference({
    title: `Average ranks by ${title}`,
    ranks: arms.map((name, index) => ({ name, rank: nemenyi.averageRanks[index]! })),
    distance: nemenyi.criticalDifference,
    test: `Nemenyi, α = 0.05, ${studies.length} problems`,
  });

const profile = ({ arms, studies }: AcrossStudies, { title }: Measure): string =>
  performanceProfile({
    title: `Performance profiles by ${title}`,
    cost: title,
    solvers: arms.map((name, index) => ({
      name,
      costs: studies.map(({ scores }) => scores[index] ?? Infinity),
    })),
  });

function effects({ board, arms }: BoardScores): string {
  const rows = arms.flatMap(({ name, effect }) => {
    if (!effect) return [];
    const { mean, low, high } = effect.difference;
    return [{ a: name, b: REFERENCE, difference: mean, ...(low !== null && high !== null && { low, high }) }];
  });
  return effectForest({
    title: board.title,
    x: "difference of test loss (left of 0: better)",
    effects: rows.toSorted((a, b) => a.difference - b.difference),
    interval: "95 % interval of paired runs",
  });
}

/** Losses far above that of guessing, which would leave no room for the others, are drawn at twice it. */
function rates({ board, guess }: BoardScores): string {
  const most = Number((2 * guess).toPrecision(2));
  return sensitivityChart({
    title: board.title,
    y: `validation loss, ${most} at most`,
    lines: board.arms.map(({ name, trials }) => ({
      name,
      points: trials
        .map(([value, loss]) => ({ value, scores: [Math.min(loss ?? Number.NaN, most)] }))
        .toSorted((a, b) => a.value - b.value),
    })),
  });
}
