/** @file The studies of the leaderboard: thirteen optimizers on four problems, rates tuned with the same number of trials. */

import { defaultSpace } from "../search/default-space.ts";
import type { Space } from "../search/space.ts";
import type { StudyInput } from "./study.ts";

const optimizers = {
  SGD: "sgd(0.1)",
  momentum: "sgd(0.1, momentum=0.9)",
  Nesterov: "sgd(0.1, momentum=0.9, nesterov=true)",
  RMSProp: "rmsprop(0.001)",
  Adam: "adam(0.001)",
  AdamW: "adamw(0.001)",
  NAdam: "nadam(0.001)",
  Lion: "lion(0.0003)",
  Adafactor: "adafactor(0.01)",
  Muon: "muon(0.02)",
  SOAP: "soap(0.003)",
  "schedule-free AdamW": "scheduleFreeAdamw(0.003)",
  Prodigy: "prodigy(1)",
};

const POINTS = 9;

/** The usual range of the optimizer's rate, cut into the same number of points for all. */
function ratesOf(optimizer: string): Space {
  const { learningRate } = defaultSpace(`${optimizer.split("(")[0]}()`);
  const { perDecade: _, ...range } = { perDecade: 0, ...learningRate! };
  return { learningRate: { ...range, points: POINTS } };
}

const arms: StudyInput["arms"] = Object.entries(optimizers).map(([name, optimizer]) => ({
  name,
  optimizer,
  space: ratesOf(optimizer),
}));

/** Judged by the cross-entropy: the accuracy of some hundred images has too few values to choose rates by. */
const board = (problem: string, changes: Partial<StudyInput>): StudyInput => ({
  name: `leaderboard-${problem}`,
  problem,
  metric: "loss",
  evaluations: 15,
  runs: 10,
  arms,
  ...changes,
});

/** One study for each problem. */
export const leaderboardStudies: readonly StudyInput[] = [
  board("glyphs-cnn", { steps: 1000, validation: 0.1 }),
  board("lenet", { steps: 1000, validation: 0.01 }),
  board("tiny-lstm", { steps: 1500, validation: 0.05 }),
  board("tiny-gpt", { steps: 1500, validation: 0.05 }),
];
