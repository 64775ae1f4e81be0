/** @file One step over a function of plain variables, as a function of tensors: to be compiled, or vectorised first. */

import { optim, slice, type Tensor, type Tree, valueAndGrad } from "glissade";
import type { Expression } from "./expression.ts";

/** The variables as one float64 vector, and what the optimizer remembers. */
export type MinimizeState = { readonly x: Tensor; readonly optimizerState: Tree };

export type MinimizeStep = {
  /** Where the path is: the parameters, or those that the optimizer offers to evaluate. */
  readonly x: Tensor;
  /** The function and its gradient there, whichever point the optimizer asks for. */
  readonly value: Tensor;
  readonly gradient: Tensor;
  readonly next: MinimizeState;
};

/** A step of an optimizer over a function. */
export function stepOf(expression: Expression, optimizer: optim.Optimizer) {
  const objective = (x: Tree) => expression.evaluate(toVariables(x as Tensor, expression));
  const differentiate = valueAndGrad(objective as (x: Tensor) => Tensor);
  return ({ x, optimizerState }: MinimizeState): MinimizeStep => {
    const place = (optimizer.evaluationPoint?.(x, optimizerState) ?? x) as Tensor;
    const point = (optimizer.gradientPoint?.(x, optimizerState) ?? x) as Tensor;
    const [value, gradient] = differentiate(place);
    const [loss, slope] = point === place ? [value, gradient] : differentiate(point);
    const [updates, after] = optimizer.update(slope, optimizerState, { params: x, loss, objective });
    return { x: place, value, gradient, next: { x: optim.applyUpdates(x, updates), optimizerState: after } };
  };
}

const toVariables = (x: Tensor, { variables }: Expression): readonly Tensor[] =>
  variables.map((_, index) => slice(x, { starts: [index], ends: [index + 1] }).reshape([]));
