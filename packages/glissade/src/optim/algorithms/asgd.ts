/** @file Averaged stochastic gradient descent. */

import { literal } from "../../graph/literal.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { add, div, maximum, mul, sub } from "../../ops/elementwise/arithmetic.ts";
import { cast } from "../../ops/elementwise/cast.ts";
import { pow } from "../../ops/elementwise/pow.ts";
import { mapTree, type Tree } from "../../tree.ts";
import { requireParams } from "../context.ts";
import { castLike, toDouble, zeroSteps } from "../math/moments.ts";
import { type Algorithm, algorithm } from "../options/algorithm.ts";
import type { Named, OptionsOf } from "../options/option.ts";
import { nonNegative, rate } from "../options/option-makers.ts";
import { rateAt } from "../schedules/schedule.ts";
import { applyUpdates } from "../transform.ts";

const options = {
  /** η₀ */
  learningRate: rate(1e-2),
  /** λ, of the weight decay and of the rate's fall. */
  lambda: nonNegative(1e-4),
  /** Power of the rate's fall. */
  alpha: nonNegative(0.75),
  /** The step from which on the average is more than the last parameters. */
  start: nonNegative(1e6),
};

export interface AsgdOptions extends OptionsOf<typeof options>, Named {}

export type AsgdState = {
  /** Counts from 0: int32. */
  readonly step: Tensor;
  /** The average of the parameters. */
  readonly average: Tree;
};

/**
 * Averaged stochastic gradient descent (Polyak and Juditsky, "Acceleration of Stochastic Approximation by Averaging",
 * 1992; Bottou, "Large-Scale Machine Learning with Stochastic Gradient Descent", 2010): x ← (1 - λη)x - ηg with
 * η = η₀/(1 + λη₀t)^α. The average of x from step `start` on is the point to evaluate.
 *
 * @throws ArgumentError where an option is unknown or outside its range, and in `update` without parameters.
 *
 * @example
 * const optimizer = optim.asgd({ learningRate: 0.1, lambda: 0, start: 0 });
 * const params = tensor([1, 2, 3]);
 * const [updates] = optimizer.update(params.mul(2), optimizer.init(params), { params });
 * await updates.data(); // [-0.2, -0.4, -0.6]
 */
export const asgd: Algorithm<AsgdOptions, AsgdState> = algorithm(
  "asgd",
  options,
  ({ learningRate, lambda, alpha, start }, name) => {
    /** η of the step. */
    const rateOf = (step: Tensor): Tensor => {
      const initial = toDouble(rateAt(learningRate, step));
      const fall = add(mul(cast(step, "float64"), mul(initial, toDouble(lambda))), 1);
      return div(initial, pow(fall, toDouble(alpha)));
    };
    const one = literal(1, "float64");
    return {
      init: (params) => ({ step: zeroSteps(), average: params }),
      update(gradients, state, context) {
        const params = requireParams(name, context);
        const descent = mul(rateOf(state.step), -1);
        const share = div(one, maximum(sub(cast(state.step, "float64"), toDouble(start)), 1));
        const move = (gradient: Tensor, param: Tensor) =>
          mul(add(gradient, mul(param, castLike(lambda, param))), castLike(descent, param));
        const follow = (mean: Tensor, param: Tensor) =>
          add(mean, mul(sub(param, mean), castLike(share, param)));
        const updates = mapTree(move, gradients, params);
        const average = mapTree(follow, state.average, applyUpdates(params, updates));
        return [updates, { step: add(state.step, 1), average }];
      },
      evaluationPoint: (params, { average }) => average as typeof params,
      learningRate: ({ step }) => rateOf(step),
    };
  },
);
