/** @file A training whose parameters are kept on the way. */

import {
  type Batch,
  type Batches,
  batches,
  configure,
  GlissadeError,
  initialState,
  optim,
  random,
  trainStep,
} from "glissade";
import type { Plan } from "../compare/plan.ts";
import { buildModel, lossesByName, type RunTask, type StudyModel, type StudyParams } from "../compare/run.ts";
import { toVector } from "./parameters.ts";

/** Points kept of a training, besides its start. */
const MOST_POINTS = 100;

export interface Trajectory {
  readonly model: StudyModel;
  /** At the end. */
  readonly params: StudyParams;
  /** Of each point, from 0 on. */
  readonly steps: readonly number[];
  readonly points: readonly Float32Array[];
}

/** Trains as `compare` does with the same task, and keeps the start, the end and even steps between. */
export async function recordTrajectory(
  { study, arm, seed }: RunTask,
  { train, classes }: Plan["dataset"],
  onStep: (step: number, loss: number) => void,
): Promise<Trajectory> {
  configure({ threads: 1 });
  const model = buildModel(study, classes.length);
  const training = {
    model,
    loss: lossesByName[study.loss],
    optimizer: optim.parse(study.arms[arm]!.optimizer).optimizer,
  };
  const next = trainStep(training);
  const drawn = endless(batches(train, { ...study.batch, seed }));
  const first = drawn.next().value;
  let state = await initialState(training, random.key(seed), first.x);
  const interval = Math.ceil(study.steps / MOST_POINTS);
  const steps = [0];
  const points = [await toVector(state.params)];
  for (let step = 1, batch = first; step <= study.steps; step++, batch = drawn.next().value) {
    const [after, loss] = await next(state, batch);
    state = after;
    const value = await loss.item();
    if (!Number.isFinite(value)) throw diverged(study.arms[arm]!.name, step);
    onStep(step, value);
    if (step % interval !== 0 && step !== study.steps) continue;
    steps.push(step);
    points.push(await toVector(state.params));
  }
  return { model, params: state.params, steps, points };
}

function* endless(data: Exclude<Batches, readonly Batch[]>): Generator<Batch, never> {
  for (let epoch = 0; ; epoch++) yield* data(epoch);
}

function diverged(name: string, step: number): GlissadeError {
  return new GlissadeError({
    where: name,
    rule: `training diverged at step ${step}, and a landscape needs its end`,
    fix: "Choose fewer steps or another arm",
  });
}
