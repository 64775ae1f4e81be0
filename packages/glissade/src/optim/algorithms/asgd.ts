/** @file Averaged stochastic gradient descent. */

import { requireNonNegative } from "../../check.ts";
import { literal } from "../../graph/literal.ts";
import type { Operand, Tensor } from "../../graph/tensor.ts";
import { add, div, maximum, mul, sub } from "../../ops/elementwise/arithmetic.ts";
import { cast } from "../../ops/elementwise/cast.ts";
import { pow } from "../../ops/elementwise/pow.ts";
import { mapTree, type Tree } from "../../tree.ts";
import { requireParams } from "../context.ts";
import { castLike, zeroSteps } from "../math/moments.ts";
import { type LearningRate, rateOf } from "../schedules/schedule.ts";
import type { Signature } from "../text/signature.ts";
import { applyUpdates, type Optimizer } from "../transform.ts";

export interface AsgdOptions {
  /** 0.01 by default. */
  readonly learningRate?: LearningRate;
  /** λ, of the weight decay and of the rate's fall; 1e-4 by default. */
  readonly lambda?: Operand;
  /** Power of the rate's fall; 0.75 by default. */
  readonly alpha?: Operand;
  /** The step from which on the average is more than the last parameters; 1e6 by default. */
  readonly start?: Operand;
}

/** A type and not an interface, so that it is a tree. */
type AsgdState = { readonly step: Tensor; readonly average: Tree };

/**
 * Averaged stochastic gradient descent (Polyak and Juditsky 1992; Bottou 2010): x ← (1 - λη)x - ηg with
 * η = η₀/(1 + λη₀t)^α. The average of x from step `start` on is the point to evaluate.
 *
 * @example
 * const optimizer = optim.asgd({ learningRate: 0.1, lambda: 0, start: 0 });
 * const params = tensor([1, 2, 3]);
 * const [updates] = optimizer.update(params.mul(2), optimizer.init(params), { params });
 * await updates.data(); // [-0.2, -0.4, -0.6]
 */
export function asgd({
  learningRate = 1e-2,
  lambda = 1e-4,
  alpha = 0.75,
  start = 1e6,
}: AsgdOptions = {}): Optimizer<AsgdState> {
  requireNonNegative("asgd({ lambda })", lambda);
  requireNonNegative("asgd({ alpha })", alpha);
  requireNonNegative("asgd({ start })", start);
  const initialRate = rateOf("asgd", learningRate);
  const one = literal(1, "float64");
  const rateAt = (step: Tensor): Tensor => {
    const initial = mul(one, castLike(initialRate(step), one));
    const fall = add(mul(cast(step, "float64"), mul(initial, castLike(lambda, one))), 1);
    return div(initial, pow(fall, castLike(alpha, one)));
  };
  return {
    init: (params) => ({ step: zeroSteps(), average: params }),
    update(gradients, state, context) {
      const params = requireParams("asgd", context);
      const rate = rateAt(state.step);
      const share = div(one, maximum(sub(cast(state.step, "float64"), castLike(start, one)), 1));
      const updates = mapTree(
        (gradient, param) =>
          mul(add(gradient, mul(param, castLike(lambda, param))), castLike(mul(rate, -1), param)),
        gradients,
        params,
      );
      const average = mapTree(
        (mean, param) => add(mean, mul(sub(param, mean), castLike(share, param))),
        state.average,
        applyUpdates(params, updates),
      );
      return [updates, { step: add(state.step, 1), average }];
    },
    evaluationPoint: (_, { average }) => average,
  };
}

export const asgdSignature: Signature<AsgdOptions> = {
  name: "asgd",
  create: asgd,
  parameters: { learningRate: "number", lambda: "number", alpha: "number", start: "number" },
};
