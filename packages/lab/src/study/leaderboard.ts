/** @file The studies of the leaderboard: thirteen optimizers on four problems, rates tuned with the same number of trials. */

import type { StudyInput } from "./study.ts";
import { tunedArms } from "./tuned.ts";

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

const arms = tunedArms(optimizers);

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
