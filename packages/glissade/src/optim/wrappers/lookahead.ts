/** @file Two sets of weights, of which one explores. */

import { requireCount, requirePositive } from "../../check.ts";
import { cond } from "../../control/cond.ts";
import type { Operand, Tensor } from "../../graph/tensor.ts";
import { add, mul, sub } from "../../ops/elementwise/arithmetic.ts";
import { equal, where } from "../../ops/elementwise/compare.ts";
import { mapTree, type Tree } from "../../tree.ts";
import { requireParams } from "../context.ts";
import { castLike, zeroSteps } from "../math/moments.ts";
import type { Transform } from "../transform.ts";
import { pointsOf } from "./wrap.ts";

export interface LookaheadOptions {
  /** Steps from one synchronisation to the next; 5 by default. */
  readonly steps?: number;
  /** α, how far the slow weights follow; 0.5 by default. */
  readonly slowStep?: Operand;
}

/** A type and not an interface, so that it is a tree. */
export type LookaheadState<Inner extends Tree = Tree> = {
  /** Steps since the last synchronisation. */
  readonly count: Tensor;
  readonly slow: Tree;
  readonly inner: Inner;
};

/**
 * Lookahead (Zhang et al. 2019): after every k steps of the optimizer inside, s ← s + α(x - s) and x ← s. The slow
 * weights s are those to evaluate.
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
  { steps = 5, slowStep = 0.5 }: LookaheadOptions = {},
): Transform<LookaheadState<Inner>> {
  requireCount("lookahead({ steps })", steps);
  requirePositive("lookahead({ slowStep })", slowStep);
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
    evaluationPoint: (_, { slow }) => slow,
  };
}
