/** @file The training loop: steps, ends of epochs and the end, as a stream of events. */

import { ArgumentError } from "../errors.ts";
import type { Better } from "../nn/metrics/metric.ts";
import type { Optimizer } from "../optim/transform.ts";
import { evaluate } from "../run/evaluate.ts";
import type { Tree } from "../tree.ts";
import { type Batches, batchesFrom, beforeBatches } from "./data/epoch-batches.ts";
import {
  type DivergedEvent,
  type DoneEvent,
  type EpochEvent,
  epochEvent,
  type StepEvent,
  stepEvent,
  type TrainEvent,
} from "./events.ts";
import type { Limits } from "./fit-options.ts";
import type { FitStep } from "./fit-step.ts";
import { keep, Lease } from "./lease.ts";
import { withMemory } from "./memory.ts";
import {
  atStart,
  currentEpoch,
  fromStart,
  nextEpoch,
  type Progress,
  type StartState,
  type TrainState,
  tensorsOf,
} from "./state.ts";
import { evaluationParams } from "./training.ts";

/** What the ends of epochs ask of a training. */
interface Ends<Params extends Tree, State, OptimizerState extends Tree, Scores> {
  readonly optimizer: Optimizer<OptimizerState>;
  readonly better: { readonly [name: string]: Better | undefined };
  validate(params: Params, state: TrainState<Params, State, OptimizerState>): Promise<Scores | undefined>;
  /** The number of a validation that the optimizer follows. */
  followed(validation: Scores | undefined): number | undefined;
}

/** What the loop asks of a training. */
export interface Loop<Params extends Tree, State, Input, Targets, OptimizerState extends Tree, Scores>
  extends Ends<Params, State, OptimizerState, Scores> {
  /** The function that errors name. */
  readonly caller: string;
  readonly data: Batches<Input, Targets>;
  /** Whether steps look back at batches of earlier ones. */
  readonly keepsBatches: boolean;
  readonly limits: Limits;
  start(x: Input): Promise<TrainState<Params, State, OptimizerState>>;
  readonly next: FitStep<Params, State, Input, Targets, OptimizerState>;
}

/** Where a training is between epochs. */
interface At<Params, State, OptimizerState, Scores> {
  readonly state: TrainState<Params, State, OptimizerState>;
  readonly validation?: Scores;
}

/** The events of a training, from a given state or from the start. */
export function runLoop<Params extends Tree, State, Input, Targets, OptimizerState extends Tree, Scores>(
  loop: Loop<Params, State, Input, Targets, OptimizerState, Scores>,
  start: StartState<Params, State, OptimizerState> | undefined,
): AsyncGenerator<TrainEvent<Params, State, OptimizerState, Scores>, void> {
  const given = start && fromStart(start);
  const past = given && {
    step: given.step,
    history: given.history ?? [],
    best: start.best,
    better: loop.better,
    end: () => endOfTraining(loop, { state: given }),
  };
  return withMemory(eventsOf(loop, given), { past });
}

async function* eventsOf<Params extends Tree, State, Input, Targets, OptimizerState extends Tree, Scores>(
  loop: Loop<Params, State, Input, Targets, OptimizerState, Scores>,
  given: TrainState<Params, State, OptimizerState> | undefined,
): AsyncGenerator<TrainEvent<Params, State, OptimizerState, Scores>, void> {
  // The caller's own, which another training may start from as well.
  if (given) keep(await evaluate(tensorsOf(given)));
  let at: At<Params, State, OptimizerState, Scores> | undefined = given && { state: given };
  for (;;) {
    if (at && isOver(at.state, loop.limits)) return void (yield await endOfTraining(loop, at));
    const ran: Ran<Params, State, OptimizerState> | undefined = yield* runEpoch(loop, at?.state);
    if (!ran) return;
    at = yield* endEpoch(loop, ran);
  }
}

const isOver = ({ step, epoch }: Progress, { steps, epochs }: Limits): boolean =>
  epoch >= epochs || step >= steps;

interface Ran<Params, State, OptimizerState> {
  readonly state: TrainState<Params, State, OptimizerState>;
  /** Whether batches of the epoch are left. */
  readonly reachedStepLimit: boolean;
}

/** The steps of an epoch, or of what is left of it; nothing where the loss is not finite. */
async function* runEpoch<Params extends Tree, State, Input, Targets, OptimizerState extends Tree>(
  loop: Omit<Loop<Params, State, Input, Targets, OptimizerState, never>, "validate" | "followed">,
  before: TrainState<Params, State, OptimizerState> | undefined,
): AsyncGenerator<
  StepEvent<Params, State, OptimizerState> | DivergedEvent<Params, State, OptimizerState>,
  Ran<Params, State, OptimizerState> | undefined
> {
  let state = before && beforeBatches(loop.caller, loop.data, before);
  const epoch = (before?.epoch ?? 0) + 1;
  for await (const batch of batchesFrom(loop.data, before ?? atStart, { lent: !loop.keepsBatches })) {
    state ??= beforeBatches(loop.caller, loop.data, await loop.start(batch.x));
    if (state.step >= loop.limits.steps) return { state, reachedStepLimit: true };
    const { loss, diagnosis, nonFinite, ...taken } = await loop.next(state, batch);
    state = taken.state;
    const numbers = { step: state.step, epoch, loss, learningRate: state.learningRate };
    if (!Number.isFinite(loss)) return void (yield { type: "diverged", ...numbers, nonFinite, state });
    const lease = new Lease(loop.optimizer, state);
    yield stepEvent(lease, { ...numbers, diagnosis });
    lease.end();
  }
  if (!state?.position) throw noBatches(loop.caller, epoch);
  return { state, reachedStepLimit: false };
}

/** Validation, and the event that tells of it. */
async function* endEpoch<Params extends Tree, State, OptimizerState extends Tree, Scores>(
  { optimizer, validate, followed, better }: Ends<Params, State, OptimizerState, Scores>,
  { state: before, reachedStepLimit }: Ran<Params, State, OptimizerState>,
): AsyncGenerator<
  EpochEvent<Params, State, OptimizerState, Scores>,
  At<Params, State, OptimizerState, Scores>
> {
  const loss = before.lossSum / before.position;
  const validation = await validate(evaluationParams(optimizer, before), before);
  const state = reachedStepLimit
    ? before
    : nextEpoch(before, { loss, validation, value: followed(validation) });
  const lease = new Lease(optimizer, state);
  const { step, learningRate } = state;
  yield epochEvent(lease, { step, epoch: before.epoch + 1, loss, learningRate, validation, better });
  lease.end();
  return { state, validation };
}

async function endOfTraining<Params extends Tree, State, OptimizerState extends Tree, Scores>(
  { optimizer, validate }: Ends<Params, State, OptimizerState, Scores>,
  { state, ...at }: At<Params, State, OptimizerState, Scores>,
): Promise<DoneEvent<Params, State, OptimizerState, Scores>> {
  const params = await evaluate(evaluationParams(optimizer, state));
  const validation = at.validation ?? (await validate(params, state));
  return { type: "done", step: state.step, epoch: currentEpoch(state), state, params, validation };
}

const noBatches = (caller: string, epoch: number) =>
  new ArgumentError({
    where: `${caller}({ data })`,
    rule: `needs at least one batch in every epoch, got none in epoch ${epoch}`,
  });
