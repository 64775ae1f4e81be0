/** @file Gradients that are not finite: replaced by 0, or left out. */

import { cond } from "../../control/cond.ts";
import { literal } from "../../graph/literal.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { add, mul } from "../../ops/elementwise/arithmetic.ts";
import { equal, greater, logicalOr, where } from "../../ops/elementwise/compare.ts";
import { isNaN as isMissing } from "../../ops/elementwise/is-finite.ts";
import { sum } from "../../ops/reduce/sum.ts";
import { withoutArguments } from "../../options/arguments.ts";
import { requireWhole } from "../../options/ranges.ts";
import { flatten, type Tree } from "../../tree.ts";
import { requireParams } from "../context.ts";
import { zeroSteps, zerosLike } from "../math/moments.ts";
import { type NoState, requireTransform, stateless, type Transform } from "../transform.ts";
import { pointsOf } from "./points.ts";

/**
 * Puts 0 in place of every NaN.
 *
 * @example
 * const gradients = tensor([1, Number.NaN]);
 * const [cleaned] = optim.zeroNans().update(gradients, [], { params: gradients });
 * await cleaned.data(); // [1, 0]
 */
export const zeroNans = withoutArguments(
  "zeroNans",
  (): Transform<NoState> => stateless((leaf) => where(isMissing(leaf), literal(0, leaf.dtype), leaf)),
);

/** Whether all elements are finite: 0·x is 0 for these alone. */
const areFinite = (tree: Tree): Tensor =>
  equal(
    flatten(tree)
      .leaves.map((leaf) => sum(mul(leaf, 0)))
      .reduce((total, part) => add(total, part)),
    0,
  );

export type ApplyIfFiniteState<Inner extends Tree = Tree> = {
  /** Gradients in a row that were not finite, up to now: int32. */
  readonly consecutiveErrors: Tensor;
  /** All that were not finite: int32. */
  readonly totalErrors: Tensor;
  readonly inner: Inner;
};

/**
 * Leaves out the steps whose gradients are not finite: updates of zero, and the state inside stays. After more than
 * `maxConsecutiveErrors` of them in a row they are let through, so that the failure shows.
 *
 * @throws ArgumentError where `maxConsecutiveErrors` is not an integer of at least 0, and in `update` without
 * parameters.
 *
 * @example
 * const optimizer = optim.applyIfFinite(optim.sgd({ learningRate: 0.1 }), 3);
 * const params = tensor([1, 2]);
 * const gradients = tensor([Number.POSITIVE_INFINITY, 1]);
 * const [updates, state] = optimizer.update(gradients, optimizer.init(params), { params });
 * await updates.data(); // [0, 0]
 * await state.totalErrors.item(); // 1
 */
export function applyIfFinite<Inner extends Tree>(
  inner: Transform<Inner>,
  maxConsecutiveErrors: number,
): Transform<ApplyIfFiniteState<Inner>> {
  requireTransform("applyIfFinite(inner)", inner);
  requireWhole("applyIfFinite(maxConsecutiveErrors)", maxConsecutiveErrors);
  return {
    init: (params) => ({
      consecutiveErrors: zeroSteps(),
      totalErrors: zeroSteps(),
      inner: inner.init(params),
    }),
    update(gradients, state, context) {
      const usable = areFinite(gradients);
      const consecutiveErrors = where(usable, 0, add(state.consecutiveErrors, 1));
      const [updates, next] = cond(
        logicalOr(usable, greater(consecutiveErrors, maxConsecutiveErrors)),
        (given, before: Inner, at: typeof gradients) =>
          inner.update(given, before, { ...context, params: at }),
        (given, before) => [zerosLike(given) as typeof given, before] as const,
        gradients,
        state.inner,
        requireParams("applyIfFinite", context),
      );
      const totalErrors = add(state.totalErrors, where(usable, literal(0, "int32"), 1));
      return [updates, { consecutiveErrors, totalErrors, inner: next }];
    },
    ...pointsOf(inner, (state: ApplyIfFiniteState<Inner>) => state.inner),
  };
}
