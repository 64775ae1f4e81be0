/** @file Lookahead: slow weights that follow the fast ones of an optimizer. */

import { cond } from "../../control/cond.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { add, mul, sub } from "../../ops/elementwise/arithmetic.ts";
import { equal, where } from "../../ops/elementwise/compare.ts";
import { mapTree, type Tree } from "../../tree.ts";
import { requireParams } from "../context.ts";
import { castLike, zeroSteps } from "../math/moments.ts";
import { type Named, type OptionsOf, read } from "../options/option.ts";
import { count, positive } from "../options/option-makers.ts";
import { requireTransform, type Transform } from "../transform.ts";
import { pointsOf } from "./points.ts";

const options = {
  /** k: steps from one synchronisation to the next. */
  steps: count(5),
  /** α, how far the slow weights follow. */
  slowStep: positive(0.5),
};

export interface LookaheadOptions extends OptionsOf<typeof options>, Named {}

export type LookaheadState<Inner extends Tree = Tree> = {
  /** Steps since the last synchronisation: int32. */
  readonly count: Tensor;
  /** s, in the shapes of the parameters. */
  readonly slow: Tree;
  readonly inner: Inner;
};

/**
 * Lookahead (Zhang et al., "Lookahead Optimizer: k steps forward, 1 step back", 2019, arXiv 1907.08610): after every k
 * steps of the optimizer inside, s ← s + α(x - s) and x ← s. The slow weights s are those to evaluate.
 *
 * @throws ArgumentError where an option is unknown or outside its range, and in `update` without parameters.
 *
 * @example
 * const optimizer = optim.lookahead(optim.sgd({ learningRate: 1 }), { steps: 2 });
 * let [x, state] = [tensor([10]), optimizer.init(tensor([10]))];
 * for (let step = 0; step < 2; step++) {
 *   const [updates, next] = optimizer.update(tensor([1]), state, { params: x });
 *   [x, state] = [optim.applyUpdates(x, updates), next];
 * }
 * await x.data(); // [9]
 */
export function lookahead<Inner extends Tree>(
  inner: Transform<Inner>,
  given?: LookaheadOptions,
): Transform<LookaheadState<Inner>> {
  const { steps, slowStep } = read("lookahead", options, given);
  requireTransform("lookahead(inner)", inner);
  return {
    init: (params) => ({ count: zeroSteps(), slow: params, inner: inner.init(params) }),
    update(gradients, state, context) {
      const params = requireParams("lookahead", context);
      const [fast, next] = inner.update(gradients, state.inner, context);
      const count = add(state.count, 1);
      const isLast = equal(count, steps);
      const follow = (slow: Tensor, param: Tensor, update: Tensor) =>
        add(slow, mul(sub(add(param, update), slow), castLike(slowStep, slow)));
      const [updates, slow] = cond(
        isLast,
        (ahead, behind: Tree, at: Tree) => {
          const met = mapTree(follow, behind, at, ahead);
          return [mapTree((_, goal, param) => sub(goal, param), ahead, met, at), met] as const;
        },
        (ahead, behind) => [ahead, behind] as const,
        fast,
        state.slow,
        params,
      );
      return [updates, { count: where(isLast, 0, count), slow, inner: next }];
    },
    ...pointsOf(inner, (state: LookaheadState<Inner>) => state.inner),
    evaluationPoint: (params, { slow }) => slow as typeof params,
  };
}
lookahead.options = options;
