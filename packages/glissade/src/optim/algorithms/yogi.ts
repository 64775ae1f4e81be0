/** @file Yogi. */

import { requireNonNegative } from "../../check.ts";
import { mul, sub } from "../../ops/elementwise/arithmetic.ts";
import { sign, square } from "../../ops/elementwise/unary.ts";
import type { Tree } from "../../tree.ts";
import { chain } from "../chain.ts";
import {
  type MomentOptions,
  type MomentState,
  requireMoments,
  rootMeanSquare,
  scaleByMoments,
} from "../math/estimates.ts";
import { castLike, complement, correction, filledLike, zeroSteps } from "../math/moments.ts";
import { type LearningRate, scaleByLearningRate } from "../schedules/schedule.ts";
import type { Signature } from "../text/signature.ts";
import type { Optimizer, Transform } from "../transform.ts";

/** b1 is 0.9, b2 0.999 and eps 0.001 by default. */
export interface ScaleByYogiOptions extends MomentOptions {
  /** Where m and v start; 1e-6 by default, and 0 in some libraries. */
  readonly initialAccumulator?: number;
}

export interface YogiOptions extends ScaleByYogiOptions {
  /** 0.01 by default. */
  readonly learningRate?: LearningRate;
}

/** m as for Adam, v ← v - (1 - b2)·sign(v - g²)·g²; the update is m̂/(√v̂ + eps). */
export function scaleByYogi({
  b1 = 0.9,
  b2 = 0.999,
  eps = 1e-3,
  initialAccumulator = 1e-6,
}: ScaleByYogiOptions = {}): Transform<MomentState> {
  requireMoments("yogi", { b1, b2, eps });
  requireNonNegative("yogi({ initialAccumulator })", initialAccumulator);
  const start = (params: Tree) => filledLike(params, initialAccumulator);
  return scaleByMoments({
    b1,
    init: (params) => ({ step: zeroSteps(), m: start(params), v: start(params) }),
    accumulate(v, gradient) {
      const value = square(gradient);
      return sub(v, mul(mul(sign(sub(v, value)), value), complement(castLike(b2, v))));
    },
    divisor: ({ v, step }) => rootMeanSquare(v, { eps, correction: correction(b2, step, v) }),
  });
}

/**
 * Yogi (Zaheer et al. 2018): Adam whose v goes towards g² by a share of g² and not of the distance, so that rates do
 * not jump up behind large gradients.
 *
 * @example
 * const optimizer = optim.yogi({ learningRate: 0.1 });
 * const params = tensor([1, 2, 3]);
 * const [updates] = optimizer.update(params.mul(2), optimizer.init(params), { params });
 * await updates.data(); // [-0.099938, -0.099972, -0.099982]
 */
export const yogi = ({ learningRate = 1e-2, ...options }: YogiOptions = {}): Optimizer<readonly Tree[]> =>
  chain(scaleByYogi(options), scaleByLearningRate("yogi", learningRate));

export const yogiSignature: Signature<YogiOptions> = {
  name: "yogi",
  create: yogi,
  parameters: {
    learningRate: "number",
    b1: "number",
    b2: "number",
    eps: "number",
    initialAccumulator: "number",
  },
};
