/** @file Ranks of optimizers across the leaderboard's problems, by loss and by time to the target. */

import { type Friedman, friedmanTest, type Nemenyi, nemenyiTest } from "@glissade/lab";
import type { ArmScore, BoardScores } from "./scores.ts";

/** A number of an optimizer on a problem, lower ones better. */
export interface Measure {
  readonly title: string;
  readonly of: (score: ArmScore) => number;
}

export const measures = {
  loss: { title: "loss of the test data at the end", of: ({ loss }) => loss },
  steps: { title: "steps to the target", of: ({ stepsToTarget }) => stepsToTarget },
  seconds: { title: "seconds to the target", of: ({ secondsToTarget }) => secondsToTarget },
} as const satisfies Readonly<Record<string, Measure>>;

export interface Ranking {
  /** Optimizers that were run on every problem. */
  readonly names: readonly string[];
  readonly friedman: Friedman | null;
  readonly nemenyi: Nemenyi;
}

/** The optimizers that every problem has. */
export function commonNames(scores: readonly BoardScores[]): readonly string[] {
  const [first, ...others] = scores.map(({ arms }) => arms.map(({ name }) => name));
  return (first ?? []).filter((name) => others.every((names) => names.includes(name)));
}

/** What did not reach the target is behind all that did. */
const LAST = Number.MAX_VALUE;

/** The costs of each problem, a column for each optimizer. */
export const costsOf = (scores: readonly BoardScores[], { of }: Measure): readonly (readonly number[])[] =>
  scores.map(({ arms }) => commonNames(scores).map((name) => of(arms.find((arm) => arm.name === name)!)));

/** Friedman's test and Nemenyi's on the ranks of each problem. */
export function rank(scores: readonly BoardScores[], measure: Measure): Ranking {
  const table = costsOf(scores, measure).map((row) => row.map((cost) => Math.min(cost, LAST)));
  const better = { better: "lower" } as const;
  return {
    names: commonNames(scores),
    friedman: friedmanTest(table, better),
    nemenyi: nemenyiTest(table, better),
  };
}
