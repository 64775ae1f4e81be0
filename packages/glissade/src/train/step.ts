/** @file One training step: forward, backward and update in one program. */

import { valueAndGrad } from "../grad/grad.ts";
import type { TensorType } from "../graph/op.ts";
import type { Tensor } from "../graph/tensor.ts";
import type { Layer } from "../nn/layer.ts";
import type { Loss } from "../nn/losses.ts";
import { applyUpdates, type Optimizer } from "../optim/transform.ts";
import { type Compiled, compile } from "../run/compile.ts";
import { evaluate } from "../run/evaluate.ts";
import type { Tree } from "../tree.ts";
import type { Batch } from "./batches.ts";

/** Everything that a run carries from step to step. */
export type TrainState = { readonly params: Tree; readonly optimizer: Tree };

export interface Training {
  readonly model: Layer;
  readonly loss: Loss;
  readonly optimizer: Optimizer;
}

/** Parameters and optimizer state at the start. */
export function initialState(
  { model, optimizer }: Training,
  key: Tensor,
  input: TensorType,
): Promise<TrainState> {
  const params = model.init(key, input);
  return evaluate({ params, optimizer: optimizer.init(params) });
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
export function trainStep({
  model,
  loss,
  optimizer,
}: Training): Compiled<[TrainState, Batch], [TrainState, Tensor]> {
  return compile((state: TrainState, { x, y }: Batch): [TrainState, Tensor] => {
    const point = optimizer.gradientPoint?.(state.params, state.optimizer) ?? state.params;
    const [value, gradients] = valueAndGrad((params: Tree) =>
      loss(model.apply(params, x, { training: true }), y),
    )(point);
    const context = { params: state.params, loss: value };
    const [updates, next] = optimizer.update(gradients, state.optimizer, context);
    return [{ params: applyUpdates(state.params, updates), optimizer: next }, value];
  });
}
