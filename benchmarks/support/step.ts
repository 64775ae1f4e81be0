/** @file One training step that is not compiled yet, to be part of something larger. */

import {
  type nn,
  optim,
  type Tensor,
  type Training,
  type TrainState,
  type Tree,
  valueAndGrad,
} from "glissade";

export type Examples = { readonly x: Tensor; readonly y: Tensor };

type Plain<Params, OptimizerState extends Tree> = Training<
  Params,
  nn.None,
  Tensor,
  Tensor,
  Tensor,
  OptimizerState
>;

/** Loss and gradients for the parameters. */
export const gradientOf =
  <Params>({ model, loss }: { model: nn.Layer<Params>; loss: Training<Params>["loss"] }) =>
  (params: Params, { x, y }: Examples): [Tensor, Params] =>
    valueAndGrad((point: Params) => loss(model.apply(point, x), y))(params);

/** From state and examples to the next state and the loss before it. */
export const stepOf = <Params extends Tree, OptimizerState extends Tree>(
  training: Plain<Params, OptimizerState> & { readonly model: nn.Layer<Params> },
) => {
  const differentiate = gradientOf(training);
  type State = TrainState<Params, nn.None, OptimizerState>;
  return (at: State, examples: Examples): [State, Tensor] => {
    const [loss, gradients] = differentiate(at.params, examples);
    const [updates, optimizer] = training.optimizer.update(gradients, at.optimizer, { params: at.params });
    return [{ ...at, params: optim.applyUpdates(at.params, updates), optimizer }, loss];
  };
};
