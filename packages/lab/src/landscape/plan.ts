/** @file What a landscape is of: a study whose network is described, its data, and the seed of the first runs. */

import { ArgumentError } from "glissade";
import type { Dataset } from "glissade/data";
import { textOf } from "../rows/configuration.ts";
import { seedsOf } from "../run/seeds.ts";
import { loadData } from "../study/dense.ts";
import type { Study } from "../study/study.ts";

export interface LandscapePlan {
  readonly study: Study;
  readonly dataset: Dataset;
  readonly steps: number;
  /** Of the first run of every arm. */
  readonly seed: number;
  /** Optimizers as text, in the order of the arms. */
  readonly optimizers: readonly string[];
}

const USUAL_STEPS = 2000;

/**
 * Reads the data of a study whose problem is `dense`.
 *
 * @throws ArgumentError for other problems
 */
export async function planLandscape(study: Study): Promise<LandscapePlan> {
  if (study.problem !== "dense") throw notDense(study);
  const { steps = USUAL_STEPS } = study;
  const optimizers = study.arms.map(textOf);
  return {
    study,
    dataset: await loadData(study),
    steps,
    seed: seedsOf({ ...study, pairing: "paired" }, 0)[0]!,
    optimizers,
  };
}

const notDense = ({ name }: Study) =>
  new ArgumentError({
    where: `${name}: problem`,
    rule: "a landscape is of the problem dense, whose network the study describes",
    fix: "Describe a network by the keys data, model and loss",
  });
