/** @file What optimizers are ranked by across the problems: their loss, and their times to the target. */

import { type AcrossStudies, acrossScores, type ScoreRow } from "@glissade/lab";
import type { ArmScore, BoardScores } from "./scores.ts";

/** A number of an optimizer on a problem, lower ones better. */
export interface Measure extends Required<Pick<ScoreRow, "statistic" | "score">> {
  readonly title: string;
  readonly of: (score: ArmScore) => number;
}

/** By their names in headings of tables. */
export const measures = {
  loss: {
    title: "loss of the test data at the end",
    ...{ statistic: "final", score: "mean" },
    of: ({ loss }) => loss,
  },
  steps: {
    title: "steps to the target",
    ...{ statistic: "steps", score: "median" },
    of: ({ stepsToTarget }) => stepsToTarget,
  },
  seconds: {
    title: "seconds to the target",
    ...{ statistic: "seconds", score: "median" },
    of: ({ secondsToTarget }) => secondsToTarget,
  },
} as const satisfies Readonly<Record<string, Measure>>;

/** Ranks of the optimizers of two or more problems; what did not reach the target is behind all that did. */
export const rank = (scores: readonly BoardScores[], { of, statistic, score }: Measure): AcrossStudies =>
  acrossScores(
    scores.map(({ board, target, arms }) => ({
      ...{ study: board.title, metric: "loss", better: "lower", statistic, score },
      target: { metric: "loss", value: target },
      scores: Object.fromEntries(arms.map((arm) => [arm.name, Number.isFinite(of(arm)) ? of(arm) : null])),
    })),
  );
