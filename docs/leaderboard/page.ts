/** @file The page of the leaderboard, from the runs that are kept. */

import { type AcrossStudies, verdictAcross } from "@glissade/lab";
import { table } from "../words.ts";
import { measures, rank } from "./measures.ts";
import { method } from "./method.ts";
import { image, problemSection } from "./problem-section.ts";
import type { Leaderboard } from "./results.ts";
import { allScores, type BoardScores } from "./scores.ts";

const HOW = `\`\`\`sh
npm run build
npm run leaderboard -- --hours 1                  # goes on where the last call stopped; --edition full for all of it
npm run leaderboard -- --mnist DIR --text FILE    # copies on your disk, otherwise they are downloaded
npm run leaderboard -- --page                     # this page and its pictures again, from docs/leaderboard/results.json
\`\`\`
`;

/** docs/leaderboard.md. */
export function leaderboardPage(leaderboard: Leaderboard): string {
  const scores = allScores(leaderboard);
  return [
    "# Leaderboard\n",
    "Written by `npm run leaderboard` from the runs in `docs/leaderboard/results.json`; do not edit.\n",
    introduction(leaderboard, scores),
    HOW,
    ...(scores.length > 1 ? acrossAll(scores) : []),
    ...scores.map(problemSection),
    method(leaderboard, scores),
  ].join("\n");
}

function acrossAll(scores: readonly BoardScores[]): readonly string[] {
  const rankings = Object.entries(measures).map(([name, measure]) => ({
    ...measure,
    ...{ name, found: rank(scores, measure) },
  }));
  const timed = rankings.filter(({ statistic }) => statistic !== "final");
  return [
    "## Across the problems\n",
    overall(scores, rankings),
    ...rankings.map(across),
    "## Time to the target, as profiles\n",
    "How often an optimizer is within a factor of the fastest; a line that ends below 100 % missed targets.\n",
    ...timed.map(({ name }) => image(`profile-${name}`, `performance profiles by ${name}`)),
  ];
}

function runsOf({ boards }: Leaderboard): {
  readonly tuning: number;
  readonly final: number;
  readonly lost: number;
} {
  const arms = boards.flatMap((board) => board.arms);
  const finals = arms.flatMap(({ runs }) => runs);
  const trials = arms.flatMap((arm) => arm.trials);
  const lost = finals.filter(({ status }) => status !== "done").length;
  return { tuning: trials.length, final: finals.length, lost };
}

function introduction(leaderboard: Leaderboard, scores: readonly BoardScores[]): string {
  const { tuning, final, lost } = runsOf(leaderboard);
  const seeds = scores.flatMap(({ arms }) => arms.map(({ runs }) => runs));
  const fewest = Math.min(...seeds);
  const most = Math.max(...seeds);
  const optimizers = new Set(scores.flatMap(({ arms }) => arms.map(({ name }) => name))).size;
  const ended = lost === 0 ? "all of which finished" : `${lost} of which did not finish`;
  return `${optimizers} optimizers on ${scores.length} ${scores.length === 1 ? "problem" : "problems"}. Behind it are ${tuning + final} runs: ${tuning} to choose the rates, and ${final} with the
chosen rates, ${ended}: ${fewest === most ? fewest : `${fewest} to ${most}`} seeds for each optimizer and problem. This is the ${leaderboard.edition} edition: the runs are short, and what wins
after a few hundred steps need not win after many thousand. Times were taken on a machine that other programs used too, and change
with the engine; steps do not.
`;
}

interface Ranking {
  readonly name: string;
  readonly title: string;
  readonly found: AcrossStudies;
}

/** The average ranks by every measure, in the order of the first. */
function overall(scores: readonly BoardScores[], rankings: readonly Ranking[]): string {
  const { arms, nemenyi } = rankings[0]!.found;
  const reached = (name: string) =>
    scores.filter((each) => Number.isFinite(each.arms.find((arm) => arm.name === name)!.stepsToTarget))
      .length;
  const rows = nemenyi.order.map((index) => {
    const averages = rankings.map(({ found }) => found.nemenyi.averageRanks[index]!.toFixed(2));
    return [arms[index]!, ...averages, `${reached(arms[index]!)} of ${scores.length}`];
  });
  const labels = ["optimizer", ...rankings.map(({ name }) => `by ${name}`), "targets reached"];
  return `Average ranks over the problems, 1 is best; p of Friedman's test below are by permutation:\n\n${table(labels, 1, rows)}`;
}

function across({ name, title, found }: Ranking): string {
  const apart = found.nemenyi.criticalDifference.toFixed(1);
  return `### By ${title}

${image(`ranks-${name}`, `average ranks by ${title}`)}
${verdictAcross(found)} For Nemenyi's test ranks must be ${apart} apart.
`;
}
