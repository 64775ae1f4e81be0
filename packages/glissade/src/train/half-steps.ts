/** @file The two halves of a training step, gradients and update, as compiled programs. */

import type { Tensor } from "../graph/tensor.ts";
import type { None } from "../nn/layer.ts";
import { compile } from "../run/compile.ts";
import { around } from "../run/prepared.ts";
import type { Tree } from "../tree.ts";
import type { Batch } from "./data/epoch-batches.ts";
import { fromStart, type StartState, type StateTensors, type TrainState, tensorsOf } from "./state.ts";
import { readStep, type TrainStepOptions } from "./step.ts";
import { differentiate, type Moved, update } from "./step-graph.ts";
import type { Training } from "./training.ts";
import { requireTraining } from "./training-checks.ts";

/** What a batch says about the parameters. */
export interface Gradients<Params, State, OptimizerState> {
  readonly loss: Tensor;
  readonly gradients: Params;
  /** With the state of the layers and the key behind this batch; parameters and optimizer state are the same. */
  readonly state: TrainState<Params, State, OptimizerState>;
}

/** A compiled function from state and batch to loss, gradients and the state that goes on. */
export interface GradientStep<Params, State, Input, Targets, OptimizerState> {
  (
    state: StartState<Params, State, OptimizerState>,
    batch: Batch<Input, Targets>,
  ): Promise<Gradients<Params, State, OptimizerState>>;
  readonly programs: number;
}

/**
 * The first half of a training step: loss and gradients of a batch. `updateStep` is the other; in between gradients
 * may be summed over batches or machines, clipped or looked at. Together they do what `trainStep` does, bit for bit
 * but for momentum in front of the learning rate: the whole step adds it while it multiplies, and rounds once less.
 *
 * @example
 * const model = nn.linear(1);
 * const training = { model, loss: losses.meanSquaredError, optimizer: optim.sgd({ learningRate: 0.1 }) };
 * const [gradientOf, update] = [gradientStep(training), updateStep(training)];
 * const [one, two] = [1, 2].map((x) => ({ x: tensor([[x]]), y: tensor([[2 * x]]) }));
 * const start = await initialState(training, random.key(1), one.x);
 * const first = await gradientOf(start, one);
 * const second = await gradientOf(first.state, two);
 * const mean = mapTree((a, b) => a.add(b).div(2), first.gradients, second.gradients);
 * const next = await update(second.state, mean);
 * [next.step, next.position]; // [1, 2]
 */
export function gradientStep<
  Params extends Tree,
  Input,
  Output,
  Targets,
  OptimizerState extends Tree,
  State extends Tree = None,
>(
  training: Training<Params, State, Input, Output, Targets, OptimizerState>,
): GradientStep<Params, State, Input, Targets, OptimizerState> {
  type At = StateTensors<Params, State, OptimizerState>;
  requireTraining("gradientStep", training);
  const compiled = compile((at: At, batch: Batch<Input, Targets>) => {
    const { loss, gradients, rest } = differentiate(training, at, batch);
    // In the order of the whole step, so that kernels, and with them the bits, are the same.
    return { gradients, rest, loss };
  });
  type Given = Parameters<GradientStep<Params, State, Input, Targets, OptimizerState>>;
  const argumentsOf = ([given, batch]: Given) => [tensorsOf(given), batch] as const;
  const step = async (...given: Given): Promise<Gradients<Params, State, OptimizerState>> => {
    const { loss, gradients, rest } = await compiled(...argumentsOf(given));
    const state = fromStart(given[0]);
    return { loss, gradients, state: { ...state, ...rest, position: state.position + 1 } };
  };
  return around(step, compiled, argumentsOf);
}

/** What optimizers may follow besides the gradients. */
export interface Followed {
  /** The loss at the point of the gradients. */
  readonly loss?: Tensor;
  /** Another scalar, such as a metric of validation. */
  readonly value?: Tensor;
}

/** A compiled function from state and gradients to the next state. */
export interface UpdateStep<Params, State, OptimizerState> {
  (
    state: StartState<Params, State, OptimizerState>,
    gradients: Params,
    followed?: Followed,
  ): Promise<TrainState<Params, State, OptimizerState>>;
  readonly programs: number;
}

/**
 * The second half of a training step: the optimizer's update by gradients, which are those of `gradientStep` or made
 * from several. Optimizers that ask for the loss at other points need `trainStep`, where the batch is known.
 *
 * @example
 * const model = nn.linear(1);
 * const training = { model, loss: losses.meanSquaredError, optimizer: optim.sgd({ learningRate: 0.1 }) };
 * const batch = { x: tensor([[1], [2]]), y: tensor([[2], [4]]) };
 * const { gradients, loss, state } = await gradientStep(training)(
 *   await initialState(training, random.key(1), batch.x),
 *   batch,
 * );
 * const next = await updateStep(training)(state, gradients, { loss });
 * next.step; // 1
 */
export function updateStep<
  Params extends Tree,
  Input,
  Output,
  Targets,
  OptimizerState extends Tree,
  State extends Tree = None,
>(
  training: Training<Params, State, Input, Output, Targets, OptimizerState>,
  options?: TrainStepOptions,
): UpdateStep<Params, State, OptimizerState> {
  requireTraining("updateStep", training, ["optimizer"]);
  const { donate = false } = readStep("updateStep", options);
  const { optimizer } = training;
  const graph = (at: Moved<Params, OptimizerState>, gradients: Params, followed: Followed) =>
    update({ optimizer }, at, { gradients, ...followed });
  const compiled = compile(graph, donate ? { donate: [0] } : {});
  type Given = Parameters<UpdateStep<Params, State, OptimizerState>>;
  const argumentsOf = ([{ params, optimizer: state }, gradients, { loss, value } = {}]: Given) => {
    const followed = { ...(loss && { loss }), ...(value && { value }) };
    return [{ params, optimizer: state }, gradients, followed] as const;
  };
  const step = async (...given: Given): Promise<TrainState<Params, State, OptimizerState>> => {
    const moved = await compiled(...argumentsOf(given));
    const from = fromStart(given[0]);
    return { ...from, ...moved, step: from.step + 1 };
  };
  return around(step, compiled, argumentsOf);
}
