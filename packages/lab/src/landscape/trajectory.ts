/** @file A training whose parameters are kept on the way. */

import {
  batches,
  configure,
  evaluationParams,
  fit,
  GlissadeError,
  initialState,
  optim,
  random,
} from "glissade";
import { buildModel, lossesByName, type StudyModel, type StudyParams } from "../study/dense.ts";
import { toVector } from "./parameters.ts";
import type { LandscapePlan } from "./plan.ts";

/** Points kept of a training, besides its start. */
const MOST_POINTS = 100;

export interface Trajectory {
  readonly model: StudyModel;
  /** At the end. */
  readonly params: StudyParams;
  /** Of each point, from 0 on. */
  readonly steps: readonly number[];
  /** The parameters that the optimizer would have evaluated. */
  readonly points: readonly Float32Array[];
}

/** Trains the first run of an arm as `compare` does, and keeps the start, the end and even steps between. */
export async function recordTrajectory(
  { study, dataset, steps: limit, seed, optimizers }: LandscapePlan,
  arm: number,
  onStep: (step: number, loss: number) => void,
): Promise<Trajectory> {
  configure({ threads: 1 });
  const { train, classes } = dataset;
  const model = buildModel(study, classes.length);
  const { optimizer } = optim.parse(optimizers[arm]!);
  const training = { loss: lossesByName[study.loss], optimizer };
  const data = batches(train, { ...study.batch, seed });
  const [first] = data(0);
  const state = await initialState({ model, ...training }, random.key(seed), first!.x);
  const interval = Math.ceil(limit / MOST_POINTS);
  const steps = [0];
  const points = [await toVector(evaluationParams(optimizer, state))];
  for await (const event of fit(model, { ...training, data, steps: limit, state })) {
    const { type, step } = event;
    if (type === "diverged") throw diverged(study.arms[arm]!.name, step);
    if (type === "done") return { model, params: event.params, steps, points };
    if (type !== "step") continue;
    onStep(step, event.loss);
    if (step % interval !== 0 && step !== limit) continue;
    steps.push(step);
    points.push(await toVector(evaluationParams(optimizer, event.state)));
  }
  throw new Error("internal: training ended without an end");
}

function diverged(name: string, step: number): GlissadeError {
  return new GlissadeError({
    where: name,
    rule: `training diverged at step ${step}, and a landscape needs its end`,
    fix: "Choose fewer steps or another arm",
  });
}
