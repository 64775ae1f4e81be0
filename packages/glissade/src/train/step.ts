/** @file One training step: forward, backward and update in one program. */

import type { Tensor } from "../graph/tensor.ts";
import type { None } from "../nn/layer.ts";
import { kind, optionsReader } from "../options/kinds.ts";
import { compile } from "../run/compile.ts";
import { around } from "../run/prepared.ts";
import type { Tree } from "../tree.ts";
import type { Batch } from "./data/epoch-batches.ts";
import { afterStep, fromStart, type StartState, type TrainState, tensorsOf } from "./state.ts";
import { stepGraph } from "./step-graph.ts";
import type { Training } from "./training.ts";
import { requireTraining } from "./training-checks.ts";

export interface TrainStepOptions {
  /** Whether each state is given up for the next, whose memory it becomes; `false` by default. */
  readonly donate?: boolean;
}

export const readStep = optionsReader<TrainStepOptions>({ donate: kind.boolean });

/** A compiled step from state and batch to the next state and the loss before it. */
export interface TrainStep<Params, State, Input, Targets, OptimizerState> {
  (
    state: StartState<Params, State, OptimizerState>,
    batch: Batch<Input, Targets>,
    /** The `value` of the optimizer's context. */
    value?: Tensor,
  ): Promise<[state: TrainState<Params, State, OptimizerState>, loss: Tensor]>;
  /** How many programs were made: one per structure, dtypes and shapes of states and batches. */
  readonly programs: number;
}

/**
 * The compiled step from state and batch to the next state and the loss before it.
 *
 * @example
 * const model = nn.linear(1);
 * const training = { model, loss: losses.meanSquaredError, optimizer: optim.sgd({ learningRate: 0.1 }) };
 * const batch = { x: tensor([[1], [2]]), y: tensor([[2], [4]]) };
 * const start = await initialState(training, random.key(1), batch.x);
 * const [next, loss] = await trainStep(training)(start, batch);
 * next.step; // 1
 */
export function trainStep<
  Params extends Tree,
  Input,
  Output,
  Targets,
  OptimizerState extends Tree,
  State extends Tree = None,
>(
  training: Training<Params, State, Input, Output, Targets, OptimizerState>,
  options?: TrainStepOptions,
): TrainStep<Params, State, Input, Targets, OptimizerState> {
  requireTraining("trainStep", training);
  const { donate = false } = readStep("trainStep", options);
  const compiled = compile(stepGraph(training), donate ? { donate: [0] } : {});
  type Given = Parameters<TrainStep<Params, State, Input, Targets, OptimizerState>>;
  const argumentsOf = ([state, batch, value]: Given) =>
    [tensorsOf(state), batch, ...(value ? [value] : [])] as const;
  const step = async (
    ...given: Given
  ): ReturnType<TrainStep<Params, State, Input, Targets, OptimizerState>> => {
    const [next, loss] = await compiled(...argumentsOf(given));
    return [afterStep(fromStart(given[0]), next), loss];
  };
  return around(step, compiled, argumentsOf);
}
