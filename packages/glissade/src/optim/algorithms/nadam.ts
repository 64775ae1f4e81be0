/** @file NAdam. */

import { requireNonNegative } from "../../check.ts";
import { literal } from "../../graph/literal.ts";
import type { Operand, Tensor } from "../../graph/tensor.ts";
import { add, div, mul, sub } from "../../ops/elementwise/arithmetic.ts";
import { cast } from "../../ops/elementwise/cast.ts";
import { exp } from "../../ops/elementwise/unary.ts";
import { mapTree, type Tree } from "../../tree.ts";
import { chain } from "../chain.ts";
import {
  type MomentOptions,
  type MomentState,
  nextMoments,
  quotient,
  requireMoments,
  rootMeanSquare,
  zeroMoments,
} from "../math/estimates.ts";
import { castLike, correction, scalarLike } from "../math/moments.ts";
import type { Signature } from "../text/signature.ts";
import type { Optimizer, Transform } from "../transform.ts";
import { descendWithDecay } from "../transforms/descent.ts";
import type { DecayOptions } from "../transforms/weight-decay.ts";
import { type AdamOptions, scaleByAdam } from "./adam.ts";

/** The weight decay is 0 by default. */
export interface NadamOptions extends Pick<AdamOptions, "b1" | "b2" | "eps" | "learningRate">, DecayOptions {
  /**
   * ψ of the momentum's own schedule, 0.004 in PyTorch and 1 in Keras; left out, the momentum is constant, as in
   * optax.
   */
  readonly momentumDecay?: Operand;
}

interface WarmingOptions extends MomentOptions {
  readonly momentumDecay: Operand;
}

/** The product of the momenta so far, besides the moments. */
type WarmingState = MomentState & { readonly product: Tensor };

/** The update is (μ'm/(1 - μ'P) + (1 - μ)g/(1 - P))/(√v̂ + eps), μ = b1(1 - ½·0.96^(ψt)), μ' the next and P = ∏μ. */
function scaleByWarmingNadam({
  b1 = 0.9,
  b2 = 0.999,
  eps = 1e-8,
  momentumDecay,
}: WarmingOptions): Transform<WarmingState> {
  requireMoments("nadam", { b1, b2, eps });
  requireNonNegative("nadam({ momentumDecay })", momentumDecay);
  const momentum = (step: Tensor): Tensor => {
    const count = cast(step, "float64");
    const share = exp(mul(count, mul(scalarLike(momentumDecay, count), Math.log(0.96))));
    return mul(sub(1, mul(share, 0.5)), castLike(b1, count));
  };
  return {
    init: (params) => ({ ...zeroMoments(params), product: literal(1, "float64") }),
    update(gradients, state) {
      const { step, m, v } = nextMoments(gradients, state, { b1, b2 });
      const [now, next] = [momentum(step), momentum(add(step, 1))];
      const product = mul(state.product, now);
      const ofMoment = div(next, sub(1, mul(product, next)));
      const ofGradient = div(sub(1, now), sub(1, product));
      const updates = mapTree(
        (gradient, first, second) => {
          const moment = mul(first, castLike(div(ofMoment, ofGradient), first));
          return quotient(
            { numerator: add(moment, gradient), denominator: castLike(div(1, ofGradient), first) },
            rootMeanSquare(second, { eps, correction: correction(b2, step, second) }),
          );
        },
        gradients,
        m,
        v,
      );
      return [updates, { step, m, v, product }];
    },
  };
}

/**
 * NAdam (Dozat 2016), Adam with Nesterov momentum: x ← x - η(b1·m/(1 - b1ᵗ⁺¹) + (1 - b1)g/(1 - b1ᵗ))/(√v̂ + eps).
 * With `momentumDecay` the momentum grows from b1/2 to b1.
 *
 * @example
 * const optimizer = optim.nadam({ learningRate: 0.1 });
 * const params = tensor([1, 2, 3]);
 * const [updates] = optimizer.update(params.mul(2), optimizer.init(params), { params });
 * await updates.data(); // [-0.147368, -0.147368, -0.147368]
 */
export function nadam({
  learningRate = 2e-3,
  weightDecay = 0,
  mask,
  momentumDecay,
  ...options
}: NadamOptions = {}): Optimizer<readonly Tree[]> {
  return chain(
    momentumDecay === undefined
      ? scaleByAdam({ ...options, nesterov: true }, "nadam")
      : scaleByWarmingNadam({ ...options, momentumDecay }),
    descendWithDecay("nadam", { learningRate, weightDecay, mask }),
  );
}

export const nadamSignature: Signature<Omit<NadamOptions, "mask">> = {
  name: "nadam",
  create: nadam,
  parameters: {
    learningRate: "number",
    b1: "number",
    b2: "number",
    eps: "number",
    momentumDecay: "number",
    weightDecay: "number",
  },
};
