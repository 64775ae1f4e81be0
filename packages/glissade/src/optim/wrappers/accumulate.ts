/** @file Accumulation of gradients: one step for several batches. */

import { cond } from "../../control/cond.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { add, mul } from "../../ops/elementwise/arithmetic.ts";
import { equal, where } from "../../ops/elementwise/compare.ts";
import { requireCount } from "../../options/ranges.ts";
import { mapTree, type Tree } from "../../tree.ts";
import { requireParams } from "../context.ts";
import { zeroSteps, zerosLike } from "../math/moments.ts";
import { requireTransform, type Transform } from "../transform.ts";
import { pointsOf } from "./points.ts";

export type AccumulateState<Inner extends Tree = Tree> = {
  /** How many batches are in the sum: int32. */
  readonly count: Tensor;
  /** The sum of their gradients, in the shapes of the parameters. */
  readonly sum: Tree;
  readonly inner: Inner;
};

/**
 * Averages the gradients of `steps` batches, and then takes one step of the optimizer inside, whose state and schedule
 * advance only then; in between the parameters stay. The loss that it sees is that of the last batch.
 *
 * @throws ArgumentError where `steps` is not a positive integer, and in `update` without parameters.
 *
 * @example
 * const optimizer = optim.accumulate(optim.sgd({ learningRate: 0.1 }), 2);
 * const params = tensor([1]);
 * const [nothing, state] = optimizer.update(tensor([10]), optimizer.init(params), { params });
 * const [updates] = optimizer.update(tensor([20]), state, { params });
 * await nothing.data(); // [0]
 * await updates.data(); // [-1.5]
 */
export function accumulate<Inner extends Tree>(
  inner: Transform<Inner>,
  steps: number,
): Transform<AccumulateState<Inner>> {
  requireTransform("accumulate(inner)", inner);
  requireCount("accumulate(steps)", steps);
  return {
    init: (params) => ({ count: zeroSteps(), sum: zerosLike(params), inner: inner.init(params) }),
    update(gradients, state, context) {
      const count = add(state.count, 1);
      const isLast = equal(count, steps);
      const [updates, sum, next] = cond(
        isLast,
        (given, total: Tree, before: Inner, params: typeof gradients) => {
          const mean = mapTree((leaf, each) => mul(add(leaf, each), 1 / steps), given, total);
          const [changed, after] = inner.update(mean, before, { ...context, params });
          return [changed, zerosLike(total), after] as const;
        },
        (given, total, before) =>
          [zerosLike(given) as typeof given, mapTree(add, total, given), before] as const,
        gradients,
        state.sum,
        state.inner,
        requireParams("accumulate", context),
      );
      return [updates, { count: where(isLast, 0, count), sum, inner: next }];
    },
    ...pointsOf(inner, (state: AccumulateState<Inner>) => state.inner),
  };
}
