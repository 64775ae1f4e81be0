/** @file Optimizers as subjects of the shared suite in test/optimizers.test.ts. */

import type { optim } from "glissade";
import type { problems } from "../problems.ts";

export interface Subject {
  readonly name: string;
  /** Everything but the rate at its default. */
  create(learningRate: optim.LearningRate): optim.Optimizer;
  /** A learning rate that solves each problem. */
  readonly rates: Readonly<Record<keyof typeof problems, optim.LearningRate>>;
}

/** By the name of a trajectory in fixtures/optimizers.json, the optimizer that must take the same steps. */
export type Goldens = Readonly<Record<string, Subject["create"]>>;

export interface Family {
  readonly subjects: readonly Subject[];
  readonly optax: Goldens;
  readonly torch: Goldens;
  /** Names of trajectories through the evaluation points instead of the trained parameters. */
  readonly evaluated?: readonly string[];
}
