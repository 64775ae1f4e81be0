/** @file AMSGrad. */

import { div, maximum } from "../../ops/elementwise/arithmetic.ts";
import { mapTree, type Tree } from "../../tree.ts";
import { chain } from "../chain.ts";
import {
  firstMoment,
  type MomentOptions,
  type MomentState,
  nextMoments,
  quotient,
  requireMoments,
  rootMeanSquare,
  zeroMoments,
} from "../math/estimates.ts";
import { correction, zerosLike } from "../math/moments.ts";
import type { LearningRate } from "../schedules/schedule.ts";
import { flag, type Signature } from "../text/signature.ts";
import type { Optimizer, Transform } from "../transform.ts";
import { descendWithDecay } from "../transforms/descent.ts";
import type { DecayOptions } from "../transforms/weight-decay.ts";

/** b1 is 0.9, b2 0.999 and eps 1e-8 by default. */
export interface ScaleByAmsgradOptions extends MomentOptions {
  /** The largest v̂ (optax), or the largest v, whose bias is corrected then (PyTorch); `"corrected"` by default. */
  readonly largest?: "corrected" | "raw";
  /** `false` with `"raw"` is the paper's form; `true` by default. */
  readonly biasCorrection?: boolean;
}

/** The weight decay is 0 by default. */
export interface AmsgradOptions extends ScaleByAmsgradOptions, DecayOptions {
  /** 0.001 by default. */
  readonly learningRate?: LearningRate;
}

type AmsgradState = MomentState & { readonly largest: Tree };

/** m and v as for Adam; the update is m̂/(√w + eps), w ← max(w, v̂), or with "raw" m̂/(√ŵ + eps), w ← max(w, v). */
export function scaleByAmsgrad({
  b1 = 0.9,
  b2 = 0.999,
  eps = 1e-8,
  largest: form = "corrected",
  biasCorrection = true,
}: ScaleByAmsgradOptions = {}): Transform<AmsgradState> {
  requireMoments("amsgrad", { b1, b2, eps });
  const decayOf = (corrected: string) => (biasCorrection && form === corrected ? b2 : 0);
  return {
    init: (params) => ({ ...zeroMoments(params), largest: zerosLike(params) }),
    update(gradients, state) {
      const { step, m, v } = nextMoments(gradients, state, { b1, b2 });
      const largest = mapTree(
        (most, second) => maximum(most, div(second, correction(decayOf("corrected"), step, second))),
        state.largest,
        v,
      );
      const updates = mapTree(
        (gradient, first, most) =>
          quotient(
            firstMoment({ m: first, gradient, step }, { b1, biasCorrection }),
            rootMeanSquare(most, { eps, correction: correction(decayOf("raw"), step, most) }),
          ),
        gradients,
        m,
        largest,
      );
      return [updates, { step, m, v, largest }];
    },
  };
}

/**
 * AMSGrad (Reddi et al. 2018): Adam whose rates never grow again, since it divides by the root of the largest second
 * moment so far.
 *
 * @example
 * const optimizer = optim.amsgrad({ learningRate: 0.1 });
 * const params = tensor([1, 2, 3]);
 * const [updates] = optimizer.update(params.mul(2), optimizer.init(params), { params });
 * await updates.data(); // [-0.1, -0.1, -0.1]
 */
export function amsgrad({
  learningRate = 1e-3,
  weightDecay = 0,
  mask,
  ...options
}: AmsgradOptions = {}): Optimizer<readonly Tree[]> {
  return chain(scaleByAmsgrad(options), descendWithDecay("amsgrad", { learningRate, weightDecay, mask }));
}

export const amsgradSignature: Signature<Omit<AmsgradOptions, "mask">> = {
  name: "amsgrad",
  create: amsgrad,
  parameters: {
    learningRate: "number",
    b1: "number",
    b2: "number",
    eps: "number",
    largest: ["corrected", "raw"],
    biasCorrection: flag,
    weightDecay: "number",
  },
};
