/** @file One training step that is not compiled yet, to be part of something larger. */

import { type nn, optim, type Tensor, type Training, type Tree, valueAndGrad } from "glissade";

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

/** The tensors of a state that a step changes. */
export type Moved<Params, OptimizerState> = { readonly params: Params; readonly optimizer: OptimizerState };

/** From parameters, optimizer state and examples to the next ones and the loss before them. */
export const stepOf = <Params extends Tree, OptimizerState extends Tree>(
  training: Plain<Params, OptimizerState> & { readonly model: nn.Layer<Params> },
) => {
  const differentiate = gradientOf(training);
  type At = Moved<Params, OptimizerState>;
  return (at: At, examples: Examples): [At, Tensor] => {
    const [loss, gradients] = differentiate(at.params, examples);
    const [updates, optimizer] = training.optimizer.update(gradients, at.optimizer, { params: at.params });
    return [{ params: optim.applyUpdates(at.params, updates), optimizer }, loss];
  };
};
