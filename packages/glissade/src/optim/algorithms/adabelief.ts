/** @file AdaBelief. */

import type { Operand } from "../../graph/tensor.ts";
import { add, sub } from "../../ops/elementwise/arithmetic.ts";
import { square } from "../../ops/elementwise/unary.ts";
import type { Tree } from "../../tree.ts";
import { chain } from "../chain.ts";
import {
  type MomentOptions,
  type MomentState,
  requireMoments,
  rootMeanSquare,
  scaleByMoments,
} from "../math/estimates.ts";
import { average, castLike, correction } from "../math/moments.ts";
import type { LearningRate } from "../schedules/schedule.ts";
import { flag, type Signature } from "../text/signature.ts";
import type { Optimizer, Transform } from "../transform.ts";
import { descendWithDecay } from "../transforms/descent.ts";
import type { DecayOptions } from "../transforms/weight-decay.ts";

/** b1 is 0.9, b2 0.999 and eps 1e-16 by default. */
export interface ScaleByAdabeliefOptions extends MomentOptions {
  /** Added to v at every step; 1e-16 by default. */
  readonly epsRoot?: Operand;
  /** Look one step ahead with the first moment (Dozat 2016); `false` by default. */
  readonly nesterov?: boolean;
}

/** The weight decay is 0 by default. */
export interface AdabeliefOptions extends ScaleByAdabeliefOptions, DecayOptions {
  /** 0.001 by default. */
  readonly learningRate?: LearningRate;
}

/** m as for Adam, v ← b2·v + (1 - b2)(g - m)² + epsRoot; the update is m̂/(√v̂ + eps). */
export function scaleByAdabelief({
  b1 = 0.9,
  b2 = 0.999,
  eps = 1e-16,
  epsRoot = 1e-16,
  nesterov = false,
}: ScaleByAdabeliefOptions = {}): Transform<MomentState> {
  requireMoments("adabelief", { b1, b2, eps, epsRoot });
  return scaleByMoments({
    b1,
    nesterov,
    accumulate: (v, gradient, m) => add(average(b2)(v, square(sub(gradient, m))), castLike(epsRoot, v)),
    divisor: ({ v, step }) => rootMeanSquare(v, { eps, correction: correction(b2, step, v) }),
  });
}

/**
 * AdaBelief (Zhuang et al. 2020): Adam that divides by the deviation of the gradient from its average, so that a
 * gradient as expected makes a large step.
 *
 * @example
 * const optimizer = optim.adabelief({ learningRate: 0.1 });
 * const params = tensor([1, 2, 3]);
 * const [updates] = optimizer.update(params.mul(2), optimizer.init(params), { params });
 * await updates.data(); // [-0.111111, -0.111111, -0.111111]
 */
export function adabelief({
  learningRate = 1e-3,
  weightDecay = 0,
  mask,
  ...options
}: AdabeliefOptions = {}): Optimizer<readonly Tree[]> {
  return chain(scaleByAdabelief(options), descendWithDecay("adabelief", { learningRate, weightDecay, mask }));
}

export const adabeliefSignature: Signature<Omit<AdabeliefOptions, "mask">> = {
  name: "adabelief",
  create: adabelief,
  parameters: {
    learningRate: "number",
    b1: "number",
    b2: "number",
    eps: "number",
    epsRoot: "number",
    nesterov: flag,
    weightDecay: "number",
  },
};
