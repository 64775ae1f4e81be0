/** @file AdaMax. */

import { add, maximum, mul } from "../../ops/elementwise/arithmetic.ts";
import { abs } from "../../ops/elementwise/unary.ts";
import type { Tree } from "../../tree.ts";
import { chain } from "../chain.ts";
import { type MomentOptions, type MomentState, requireMoments, scaleByMoments } from "../math/estimates.ts";
import { castLike } from "../math/moments.ts";
import type { LearningRate } from "../schedules/schedule.ts";
import type { Signature } from "../text/signature.ts";
import type { Optimizer, Transform } from "../transform.ts";
import { descendWithDecay } from "../transforms/descent.ts";
import type { DecayOptions } from "../transforms/weight-decay.ts";

/** b1 is 0.9, b2 0.999, eps 1e-8 and the weight decay 0 by default. */
export interface AdamaxOptions extends MomentOptions, DecayOptions {
  /** 0.002 by default. */
  readonly learningRate?: LearningRate;
}

/** m ← b1·m + (1 - b1)g, v ← max(b2·v, |g| + eps); the update is m̂/v. */
export function scaleByAdamax({
  b1 = 0.9,
  b2 = 0.999,
  eps = 1e-8,
}: MomentOptions = {}): Transform<MomentState> {
  requireMoments("adamax", { b1, b2, eps });
  return scaleByMoments({
    b1,
    accumulate: (v, gradient) => maximum(mul(v, castLike(b2, v)), add(abs(gradient), castLike(eps, v))),
    divisor: ({ v }) => ({ numerator: v, denominator: 1 }),
  });
}

/**
 * AdaMax (Kingma and Ba 2015), Adam with the maximum norm: x ← x - η·m̂/v, v ← max(b2·v, |g| + eps).
 *
 * @example
 * const optimizer = optim.adamax({ learningRate: 0.1 });
 * const params = tensor([1, 2, 3]);
 * const [updates] = optimizer.update(params.mul(2), optimizer.init(params), { params });
 * await updates.data(); // [-0.1, -0.1, -0.1]
 */
export function adamax({
  learningRate = 2e-3,
  weightDecay = 0,
  mask,
  ...options
}: AdamaxOptions = {}): Optimizer<readonly Tree[]> {
  return chain(scaleByAdamax(options), descendWithDecay("adamax", { learningRate, weightDecay, mask }));
}

export const adamaxSignature: Signature<Omit<AdamaxOptions, "mask">> = {
  name: "adamax",
  create: adamax,
  parameters: { learningRate: "number", b1: "number", b2: "number", eps: "number", weightDecay: "number" },
};
