/** @file One training step that is not compiled yet, to be part of something larger. */

import { optim, type Tensor, type Training, type TrainState, type Tree, valueAndGrad } from "glissade";

export interface Examples {
  readonly x: Tensor;
  readonly y: Tensor;
}

/** Loss and gradients for the parameters. */
export const gradientOf =
  ({ model, loss }: Pick<Training, "model" | "loss">) =>
  (params: Tree, { x, y }: Examples): [Tensor, Tree] =>
    valueAndGrad((point: Tree) => loss(model.apply(point, x), y))(params);

/** From state and examples to the next state and the loss before it. */
export const stepOf = (training: Training) => {
  const differentiate = gradientOf(training);
  return (state: TrainState, examples: Examples): [TrainState, Tensor] => {
    const [loss, gradients] = differentiate(state.params, examples);
    const [updates, optimizer] = training.optimizer.update(gradients, state.optimizer, {
      params: state.params,
    });
    return [{ params: optim.applyUpdates(state.params, updates), optimizer }, loss];
  };
};
