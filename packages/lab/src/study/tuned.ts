/** @file Studies that tune the rate of each optimizer before they compare them: one for each ready problem. */

import { defaultSpace } from "../search/default-space.ts";
import type { Space } from "../search/space.ts";
import type { StudyInput } from "./study.ts";

const POINTS = 9;

/** The usual range of the optimizer's rate, cut into the same number of points for all. */
function ratesOf(optimizer: string): Space {
  const { learningRate } = defaultSpace(`${optimizer.split("(")[0]}()`);
  const { perDecade: _, ...range } = { perDecade: 0, ...learningRate! };
  return { learningRate: { ...range, points: POINTS } };
}

/** Arms that are searched with the same number of trials, from optimizers by their names. */
export const tunedArms = (optimizers: Readonly<Record<string, string>>): StudyInput["arms"] =>
  Object.entries(optimizers).map(([name, optimizer]) => ({ name, optimizer, space: ratesOf(optimizer) }));

/** The baselines of DeepOBS, with its protocol: rates on a grid, then runs from other seeds. */
const baselines = tunedArms({ SGD: "sgd(0.1)", momentum: "sgd(0.1, momentum=0.9)", Adam: "adam(0.001)" });

const tuned = (problem: string, metric: string): StudyInput => ({
  ...{ name: problem, problem, metric },
  runs: 10,
  arms: baselines,
});

/** Named as their problems. */
export const tunedStudies: readonly StudyInput[] = [
  ...["glyphs-cnn", "lenet", "mnist-mlp"].map((problem) => tuned(problem, "accuracy")),
  ...["autoencoder", "char-lstm", "small-gpt"].map((problem) => tuned(problem, "loss")),
];
