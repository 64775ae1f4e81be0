/** @file The description of a training, its start, and the point that is evaluated. */

import type { Tensor } from "../graph/tensor.ts";
import type { Model, None } from "../nn/layer.ts";
import { lift } from "../nn/lift.ts";
import { type Optimizer, requireTransform } from "../optim/transform.ts";
import { requireRecord } from "../options/arguments.ts";
import * as random from "../random/index.ts";
import { evaluate } from "../run/evaluate.ts";
import type { Tree } from "../tree.ts";
import { atStart, type TrainState } from "./state.ts";
import { requireTraining } from "./training-checks.ts";

/** What is trained, and how. */
export interface Training<
  Params,
  State = None,
  Input = Tensor,
  Output = Tensor,
  Targets = Tensor,
  OptimizerState extends Tree = Tree,
> {
  readonly model: Model<Params, State, Input, Output>;
  readonly loss: (outputs: Output, targets: Targets) => Tensor;
  readonly optimizer: Optimizer<OptimizerState>;
  /** Added to the loss of every batch, such as `losses.l2Penalty(params, { weight: 1e-4 })`; validation leaves it out. */
  readonly penalty?: ((params: Params) => Tensor) | undefined;
}

/**
 * Parameters, state of the layers, optimizer state and, where the model is random, a key at the start. Of the example
 * input only dtypes and shapes count.
 */
export async function initialState<
  Params extends Tree,
  Input,
  Output,
  Targets,
  OptimizerState extends Tree,
  State extends Tree = None,
>(
  training: Training<Params, State, Input, Output, Targets, OptimizerState>,
  key: Tensor,
  x: Input,
): Promise<TrainState<Params, State, OptimizerState>> {
  requireTraining("initialState", training, ["model", "optimizer"]);
  const { model, optimizer } = training;
  const start = lift(model).init(key, x);
  const own = model.random ? { key: random.foldIn(key, 0) } : {};
  const tensors = await evaluate({ ...start, optimizer: optimizer.init(start.params), ...own });
  return { ...tensors, ...atStart };
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
export function evaluationParams<Params extends Tree, OptimizerState extends Tree>(
  optimizer: Optimizer<OptimizerState>,
  at: { readonly params: Params; readonly optimizer: OptimizerState },
): Params {
  requireTransform("evaluationParams(optimizer)", optimizer);
  requireRecord("evaluationParams(state)", at);
  const { params, optimizer: state } = at;
  return (optimizer.evaluationPoint?.(params, state) as Params | undefined) ?? params;
}
