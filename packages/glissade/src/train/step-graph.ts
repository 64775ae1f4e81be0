/** @file A training step as a function inside a graph, and its halves: differentiation and update. */

import type { SeeGradients } from "../grad/backward.ts";
import { watchedValueAndGrad } from "../grad/grad.ts";
import type { Tensor } from "../graph/tensor.ts";
import type { None, Observe } from "../nn/layer.ts";
import { lift } from "../nn/lift.ts";
import { add } from "../ops/elementwise/arithmetic.ts";
import { applyUpdates, type UpdateContext } from "../optim/transform.ts";
import * as random from "../random/index.ts";
import type { Tree } from "../tree.ts";
import type { Batch } from "./data/epoch-batches.ts";
import type { StateTensors } from "./state.ts";
import type { Training } from "./training.ts";

/** What the backward pass gives. */
export interface Differentiated<Params, State> {
  readonly loss: Tensor;
  readonly gradients: Params;
  /** The part of the next state that the update leaves alone: state of the layers and key. */
  readonly rest: { readonly state: State; readonly key?: Tensor };
  /** The loss of the same batch, with the same random numbers, at other parameters. */
  readonly objective: (params: Params) => Tensor;
}

/** What the loss of a batch is made of. */
interface Outcome<Params, Output, Targets> {
  readonly outputs: Output;
  readonly y: Targets;
  readonly params: Params;
}

/** The loss of outputs, with the penalty of the parameters where there is one. */
export function lossOf<Params, Output, Targets>(
  {
    loss,
    penalty,
  }: {
    readonly loss: (outputs: Output, targets: Targets) => Tensor;
    readonly penalty?: ((params: Params) => Tensor) | undefined;
  },
  { outputs, y, params }: Outcome<Params, Output, Targets>,
): Tensor {
  const value = loss(outputs, y);
  return penalty ? add(value, penalty(params)) : value;
}

/** Who looks on while a step is traced. */
export interface Watch {
  /** Sees the parts of the model. */
  readonly observe: Observe;
  /** Outputs and state of the model, before the loss is computed. */
  readonly applied: (outputs: unknown, state: unknown) => void;
  readonly computed: (loss: Tensor) => void;
  readonly gradients: SeeGradients;
}

/** Loss and gradients of a batch at the optimizer's gradient point. */
export function differentiate<
  Params extends Tree,
  Input,
  Output,
  Targets,
  OptimizerState extends Tree,
  State extends Tree = None,
>(
  training: Training<Params, State, Input, Output, Targets, OptimizerState>,
  at: StateTensors<Params, State, OptimizerState>,
  { x, y, watch }: Batch<Input, Targets> & { readonly watch?: Watch },
): Differentiated<Params, State> {
  const { model, optimizer } = training;
  const { apply } = lift(model);
  const [key, nextKey] = at.key ? random.split(at.key) : [];
  const lossAt = (params: Params): [Tensor, State] => {
    const [outputs, state] = apply({ params, state: at.state }, x, {
      training: true,
      key,
      observe: watch?.observe,
    });
    watch?.applied(outputs, state);
    const value = lossOf(training, { outputs, y, params });
    watch?.computed(value);
    return [value, state];
  };
  const point = (optimizer.gradientPoint?.(at.params, at.optimizer) ?? at.params) as Params;
  const [value, gradients, state] = watchedValueAndGrad(lossAt, watch?.gradients)(point);
  const objective = (params: Params) => lossAt(params)[0];
  return { loss: value, gradients, rest: { state, ...(nextKey && { key: nextKey }) }, objective };
}

/** The parts of a state that the optimizer changes. */
export type Moved<Params, OptimizerState> = { readonly params: Params; readonly optimizer: OptimizerState };

/** Parameters and optimizer state after the update by gradients. */
export function update<Params extends Tree, OptimizerState extends Tree>(
  { optimizer }: Pick<Training<Params, never, never, never, never, OptimizerState>, "optimizer">,
  { params, optimizer: state }: Moved<Params, OptimizerState>,
  { gradients, ...context }: { readonly gradients: Params } & Omit<UpdateContext, "params">,
): Moved<Params, OptimizerState> {
  const [updates, next] = optimizer.update(gradients, state, { ...context, params });
  return { params: applyUpdates(params, updates), optimizer: next };
}

/** The whole step, from tensors of a state to those of the next and the loss before it. */
export const stepGraph =
  <Params extends Tree, Input, Output, Targets, OptimizerState extends Tree, State extends Tree = None>(
    training: Training<Params, State, Input, Output, Targets, OptimizerState>,
    { better }: Pick<UpdateContext, "better"> = {},
  ) =>
  (
    at: StateTensors<Params, State, OptimizerState>,
    batch: Batch<Input, Targets>,
    ...[value]: Tensor[]
  ): [next: StateTensors<Params, State, OptimizerState>, loss: Tensor] => {
    const { loss, gradients, rest, objective } = differentiate(training, at, batch);
    const moved = update(training, at, { gradients, loss, objective, value, better });
    return [{ ...moved, ...rest }, loss];
  };
