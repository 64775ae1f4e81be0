/** @file Adam. */

import type { Operand } from "../../graph/tensor.ts";
import type { Tree } from "../../tree.ts";
import { chain } from "../chain.ts";
import {
  averageSquare,
  type MomentOptions,
  type MomentState,
  requireMoments,
  rootMeanSquare,
  scaleByMoments,
} from "../math/estimates.ts";
import { correction } from "../math/moments.ts";
import { type LearningRate, scaleByLearningRate } from "../schedules/schedule.ts";
import { flag, type Signature } from "../text/signature.ts";
import type { Optimizer, Transform } from "../transform.ts";

/** b1 is 0.9, b2 0.999 and eps 1e-8 by default. */
export interface ScaleByAdamOptions extends MomentOptions {
  /** Added to v̂, under the root; 0 by default. */
  readonly epsRoot?: Operand;
  /** Add eps to √v and not to √v̂: the paper's ε̂, as in Keras and TensorFlow; `false` by default. */
  readonly epsHat?: boolean;
  /** Look one step ahead with the first moment (Dozat 2016); `false` by default. */
  readonly nesterov?: boolean;
  /** Divide m by 1 - b1ᵗ and v by 1 - b2ᵗ, since both averages start at zero; `true` by default. */
  readonly biasCorrection?: boolean;
}

export interface AdamOptions extends ScaleByAdamOptions {
  /** 0.001 by default. */
  readonly learningRate?: LearningRate;
}

/**
 * m ← b1·m + (1 - b1)g, v ← b2·v + (1 - b2)g²; the update is m̂/(√(v̂ + epsRoot) + eps) with m̂ = m/(1 - b1ᵗ) and
 * v̂ = v/(1 - b2ᵗ). The name is the one that errors give.
 */
export function scaleByAdam(
  {
    b1 = 0.9,
    b2 = 0.999,
    eps = 1e-8,
    epsRoot = 0,
    epsHat = false,
    nesterov = false,
    biasCorrection = true,
  }: ScaleByAdamOptions = {},
  name = "adam",
): Transform<MomentState> {
  requireMoments(name, { b1, b2, eps, epsRoot });
  return scaleByMoments({
    b1,
    nesterov,
    biasCorrection,
    accumulate: averageSquare(b2),
    divisor: ({ v, step }) =>
      rootMeanSquare(v, {
        eps,
        epsRoot,
        epsHat,
        correction: correction(biasCorrection ? b2 : 0, step, v),
      }),
  });
}

/**
 * Adam (Kingma and Ba 2015): x ← x - η·m̂/(√v̂ + eps), with moving averages of the gradient and its square.
 *
 * @example
 * const optimizer = optim.adam({ learningRate: 0.1 });
 * const params = tensor([1, 2, 3]);
 * const [updates] = optimizer.update(params.mul(2), optimizer.init(params), { params });
 * await updates.data(); // [-0.1, -0.1, -0.1]
 */
export function adam({ learningRate = 1e-3, ...options }: AdamOptions = {}): Optimizer<readonly Tree[]> {
  return chain(scaleByAdam(options), scaleByLearningRate("adam", learningRate));
}

export const adamSignature: Signature<AdamOptions> = {
  name: "adam",
  create: adam,
  parameters: {
    learningRate: "number",
    b1: "number",
    b2: "number",
    eps: "number",
    epsRoot: "number",
    epsHat: flag,
    nesterov: flag,
    biasCorrection: flag,
  },
};
