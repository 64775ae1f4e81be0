/** @file The transform: a pure step from gradients and state to updates and state, of which optimizers are made. */

import { ArgumentError } from "../errors.ts";
import type { Operand, Tensor } from "../graph/tensor.ts";
import { add } from "../ops/elementwise/arithmetic.ts";
import { describe } from "../options/describe.ts";
import { mapTree, type Tree } from "../tree.ts";

/** What a transform may read besides the gradients. */
export interface UpdateContext<Params = Tree> {
  /** The parameters that are to be updated. */
  readonly params: Params;
  /** The loss at the point of the gradient: a scalar. */
  readonly loss?: Tensor;
  /** The loss of the same batch as a function of the parameters, for transforms that look elsewhere. */
  objective?(params: Params): Tensor;
  /** A scalar to follow besides the loss, such as a metric of validation; NaN at a step that has no new one. */
  readonly value?: Tensor;
  /** Whether better models have a lower or a higher `value`. */
  readonly better?: "lower" | "higher";
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
    context: UpdateContext<NoInfer<Updates>>,
  ): readonly [updates: Updates, state: State];
  /** Where the gradient is to be taken; at the parameters where left out. */
  gradientPoint?<Params extends Tree>(params: Params, state: State): Params;
  /** The parameters to evaluate and keep, such as an average; those that are trained where left out. */
  evaluationPoint?<Params extends Tree>(params: Params, state: State): Params;
  /** The learning rate of the step from one state to the next, or a factor of it; none where left out. */
  learningRate?(state: State, next: State): Operand | undefined;
}

/** A complete optimizer. */
export type Optimizer<State extends Tree = Tree> = Transform<State>;

/** The state of a transform. */
export type StateOf<T> = T extends Transform<infer State> ? State : never;

/** The state of a transform that remembers nothing. */
export type NoState = readonly [];

/** Throws unless the value is an optimizer, or a transform of gradients. */
export function requireTransform(where: string, value: unknown): asserts value is Transform {
  const { init, update } = Object(value) as Partial<Transform>;
  if (typeof init === "function" && typeof update === "function") return;
  throw new ArgumentError({
    where,
    rule: `needs an optimizer or a transform { init, update }, got ${describe(value)}`,
    fix: typeof value === "function" ? "Call it, as in optim.adam()" : undefined,
  });
}

/** Parameters after an update. */
export const applyUpdates = <Params>(params: Params, updates: NoInfer<Params>): Params =>
  mapTree(add, params, updates);

/** A transform without memory: each leaf by itself. */
export const stateless = (update: (leaf: Tensor) => Tensor): Transform<NoState> => ({
  init: () => [],
  update: (updates, state) => [mapTree(update, updates), state],
});

/** The link that changes nothing. */
export const identity: Transform<NoState> = stateless((leaf) => leaf);
