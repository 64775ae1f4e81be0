/** @file What an optimizer is: pure functions from gradients and state to updates and state. */

import type { Tensor } from "../graph/tensor.ts";
import { add } from "../ops/elementwise/arithmetic.ts";
import { mapTree, type Tree } from "../tree.ts";

/** What a transform may read besides the gradients. */
export interface UpdateContext {
  /** The parameters that are to be updated. */
  readonly params: Tree;
  /** The loss at the point of the gradient. */
  readonly loss?: Tensor;
  /** The loss of the same batch as a function of the parameters, for transforms that look elsewhere. */
  objective?(params: Tree): Tensor;
  /** A scalar to follow besides the loss, such as a metric of validation; NaN at a step that has no new one. */
  readonly value?: Tensor;
}

/**
 * A step of gradient processing. Updates are added to the parameters, so a descent returns negative multiples of
 * the gradient. Everything happens in the graph; counters are part of the state.
 */
export interface Transform<State extends Tree = Tree> {
  init(params: Tree): State;
  update<Updates extends Tree>(
    updates: Updates,
    state: State,
    context: UpdateContext,
  ): readonly [updates: Updates, state: State];
  /** Where the gradient is to be taken; at the parameters where left out. */
  gradientPoint?(params: Tree, state: State): Tree;
  /** The parameters to evaluate and keep, such as an average; those that are trained where left out. */
  evaluationPoint?(params: Tree, state: State): Tree;
}

/** A complete optimizer. */
export type Optimizer<State extends Tree = Tree> = Transform<State>;

/** Parameters after an update. */
export const applyUpdates = <P>(params: P, updates: Tree): P => mapTree(add, params, updates);

/** A transform without memory: each leaf by itself, and its parameter. */
export const stateless = (update: (leaf: Tensor, param: Tensor) => Tensor): Transform<readonly Tree[]> => ({
  init: () => [],
  update: (updates, state, { params }) => [mapTree(update, updates, params), state],
});
