/** @file One training step: forward, backward and update in one program. */

import { valueAndGrad } from "../grad/grad.ts";
import { placeholder } from "../graph/literal.ts";
import type { TensorType } from "../graph/op.ts";
import type { Tensor } from "../graph/tensor.ts";
import { dependents, topologicalOrder } from "../graph/walk.ts";
import type { Layer } from "../nn/layer.ts";
import type { Loss } from "../nn/losses.ts";
import { applyUpdates, type Optimizer } from "../optim/transform.ts";
import * as random from "../random/index.ts";
import { type Compiled, compile } from "../run/compile.ts";
import { evaluate } from "../run/evaluate.ts";
import type { Tree } from "../tree.ts";
import type { Batch } from "./batches.ts";

/** Everything that a run carries from step to step. */
export type TrainState = {
  readonly params: Tree;
  readonly optimizer: Tree;
  /** The key of the next step, where the model draws random numbers while training. */
  readonly key?: Tensor;
};

export interface Training {
  readonly model: Layer;
  readonly loss: Loss;
  readonly optimizer: Optimizer;
}

/** Parameters, optimizer state and, where the model needs it, a key at the start. */
export function initialState(
  { model, optimizer }: Training,
  key: Tensor,
  input: TensorType,
): Promise<TrainState> {
  const params = model.init(key, input);
  const state = { params, optimizer: optimizer.init(params) };
  return evaluate(isRandom(model, params, input) ? { ...state, key: random.foldIn(key, 0) } : state);
}

/**
 * The parameters to evaluate and keep: those that are trained, or what the optimizer gives in their place, such as an
 * average of them.
 *
 * @example
 * const optimizer = optim.chain(optim.sgd({ learningRate: 0.1 }), optim.averageParameters());
 * const state = await initialState({ model: nn.linear(1), loss: losses.meanSquaredError, optimizer }, random.key(1), tensor([[1]]));
 * const params = evaluationParams(optimizer, state);
 */
export const evaluationParams = (optimizer: Optimizer, state: TrainState): Tree =>
  optimizer.evaluationPoint?.(state.params, state.optimizer) ?? state.params;

/** Whether the outputs while training depend on the key. */
function isRandom(model: Layer, params: Tree, { dtype, shape }: TensorType): boolean {
  const key = placeholder({ dtype: "uint32", shape: [2] }, "key");
  const output = model.apply(params, placeholder({ dtype, shape }, "input"), { training: true, key });
  return dependents(topologicalOrder([output]), [key]).has(output.source);
}

export interface TrainStepOptions {
  /** Whether each state is given up for the next, whose memory it becomes; `false` by default. */
  readonly donate?: boolean;
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
 */
export function trainStep(
  { model, loss, optimizer }: Training,
  { donate = false }: TrainStepOptions = {},
): Compiled<[TrainState, Batch], [TrainState, Tensor]> {
  const step = (state: TrainState, { x, y }: Batch): [TrainState, Tensor] => {
    const point = optimizer.gradientPoint?.(state.params, state.optimizer) ?? state.params;
    const [key, nextKey] = state.key ? random.split(state.key) : [];
    const objective = (params: Tree) => loss(model.apply(params, x, { training: true, key }), y);
    const [value, gradients] = valueAndGrad(objective)(point);
    const context = { params: state.params, loss: value, objective };
    const [updates, next] = optimizer.update(gradients, state.optimizer, context);
    const params = applyUpdates(state.params, updates);
    return [{ params, optimizer: next, ...(nextKey && { key: nextKey }) }, value];
  };
  return compile(step, donate ? { donate: [0] } : {});
}
