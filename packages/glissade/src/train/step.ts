/** @file One training step: forward, backward and update in one program. */

import { valueAndGradWith } from "../grad/grad.ts";
import type { Tensor } from "../graph/tensor.ts";
import type { Model, None, Variables } from "../nn/layer.ts";
import { lift } from "../nn/lift.ts";
import { applyUpdates, type Optimizer } from "../optim/transform.ts";
import * as random from "../random/index.ts";
import { type Compiled, compile } from "../run/compile.ts";
import { evaluate } from "../run/evaluate.ts";
import type { Tree } from "../tree.ts";
import type { Batch } from "./batches.ts";

/** Everything that a run carries from step to step. */
export type TrainState<Params, State = None, OptimizerState = Tree> = Variables<Params, State> & {
  readonly optimizer: OptimizerState;
  /** The key of the next step, where the model draws random numbers while training. */
  readonly key?: Tensor;
};

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
}

/**
 * Parameters, state of the layers, optimizer state and, where the model is random, a key at the start. Of the example
 * input only dtypes and shapes count.
 */
export function initialState<
  Params extends Tree,
  Input,
  Output,
  Targets,
  OptimizerState extends Tree,
  State extends Tree = None,
>(
  { model, optimizer }: Training<Params, State, Input, Output, Targets, OptimizerState>,
  key: Tensor,
  x: Input,
): Promise<TrainState<Params, State, OptimizerState>> {
  const start = lift(model).init(key, x);
  const own = model.random ? { key: random.foldIn(key, 0) } : {};
  return evaluate({ ...start, optimizer: optimizer.init(start.params), ...own });
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
export const evaluationParams = <Params extends Tree, OptimizerState extends Tree>(
  optimizer: Optimizer<OptimizerState>,
  { params, optimizer: state }: { readonly params: Params; readonly optimizer: OptimizerState },
): Params => (optimizer.evaluationPoint?.(params, state) as Params | undefined) ?? params;

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
export function trainStep<
  Params extends Tree,
  Input,
  Output,
  Targets,
  OptimizerState extends Tree,
  State extends Tree = None,
>(
  { model, loss, optimizer }: Training<Params, State, Input, Output, Targets, OptimizerState>,
  { donate = false }: TrainStepOptions = {},
): Compiled<
  [TrainState<Params, State, OptimizerState>, Batch<Input, Targets>],
  [TrainState<Params, State, OptimizerState>, Tensor]
> {
  type At = TrainState<Params, State, OptimizerState>;
  const { apply } = lift(model);
  const step = (at: At, { x, y }: Batch<Input, Targets>): [At, Tensor] => {
    const point = (optimizer.gradientPoint?.(at.params, at.optimizer) ?? at.params) as Params;
    const [key, nextKey] = at.key ? random.split(at.key) : [];
    const lossAt = (params: Params): [Tensor, State] => {
      const [outputs, state] = apply({ params, state: at.state }, x, { training: true, key });
      return [loss(outputs, y), state];
    };
    const [value, gradients, state] = valueAndGradWith(lossAt)(point);
    const objective = (params: Tree) => lossAt(params as Params)[0];
    const context = { params: at.params, loss: value, objective };
    const [updates, next] = optimizer.update(gradients, at.optimizer, context);
    const params = applyUpdates(at.params, updates);
    return [{ params, state, optimizer: next, ...(nextKey && { key: nextKey }) }, value];
  };
  return compile(step, donate ? { donate: [0] } : {});
}
