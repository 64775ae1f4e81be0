/** @file AdEMAMix. */

import { requireDecay, requireNonNegative } from "../../check.ts";
import type { Operand, Tensor } from "../../graph/tensor.ts";
import { add, mul } from "../../ops/elementwise/arithmetic.ts";
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
import { average, castLike, correction, zerosLike } from "../math/moments.ts";
import type { LearningRate, Schedule } from "../schedules/schedule.ts";
import type { Signature } from "../text/signature.ts";
import type { Optimizer, Transform } from "../transform.ts";
import { descendWithDecay } from "../transforms/descent.ts";
import type { DecayOptions } from "../transforms/weight-decay.ts";

/** b1 is 0.9, b2 0.999 and eps 1e-8 by default. */
export interface ScaleByAdemamixOptions extends MomentOptions {
  /** Decay of the slow average, in [0, 1), or its schedule; 0.9999 by default. */
  readonly b3?: Operand | Schedule;
  /** Weight α of the slow average, or its schedule; 5 by default. */
  readonly alpha?: Operand | Schedule;
  /** Added to v̂, under the root; 0 by default. */
  readonly epsRoot?: Operand;
}

/** The weight decay is 0 by default. */
export interface AdemamixOptions extends ScaleByAdemamixOptions, DecayOptions {
  /** 0.001 by default. */
  readonly learningRate?: LearningRate;
}

type AdemamixState = MomentState & { readonly slow: Tree };

/** m and v as for Adam, s ← b3·s + (1 - b3)g; the update is (m̂ + αs)/(√(v̂ + epsRoot) + eps). */
export function scaleByAdemamix({
  b1 = 0.9,
  b2 = 0.999,
  b3 = 0.9999,
  alpha = 5,
  eps = 1e-8,
  epsRoot = 0,
}: ScaleByAdemamixOptions = {}): Transform<AdemamixState> {
  requireMoments("ademamix", { b1, b2, eps, epsRoot });
  if (typeof b3 !== "function") requireDecay("ademamix({ b3 })", b3);
  if (typeof alpha !== "function") requireNonNegative("ademamix({ alpha })", alpha);
  return {
    init: (params) => ({ ...zeroMoments(params), slow: zerosLike(params) }),
    update(gradients, state) {
      const at = (option: Operand | Schedule) => (typeof option === "function" ? option(state.step) : option);
      const { step, m, v } = nextMoments(gradients, state, { b1, b2 });
      const slow = mapTree(average(at(b3)), state.slow, gradients);
      const updates = mapTree(
        (_: Tensor, first: Tensor, second: Tensor, old: Tensor) => {
          const denominator = correction(b1, step, first);
          const numerator = add(first, mul(old, mul(denominator, castLike(at(alpha), old))));
          const root = { eps, epsRoot, correction: correction(b2, step, second) };
          return quotient({ numerator, denominator }, rootMeanSquare(second, root));
        },
        gradients,
        m,
        v,
        slow,
      );
      return [updates, { step, m, v, slow }];
    },
  };
}

/**
 * AdEMAMix (Pagliardini et al. 2024), Adam with a second, slow momentum s: x ← x - η((m̂ + αs)/(√v̂ + eps) + λx). The
 * paper raises b3 and α to their values over the run; a smaller b3 suits runs of few steps.
 *
 * @example
 * const optimizer = optim.ademamix({ learningRate: 0.1 });
 * const params = tensor([1, 2, 3]);
 * const [updates] = optimizer.update(params.mul(2), optimizer.init(params), { params });
 * await updates.data(); // [-0.10005, -0.10005, -0.10005]
 */
export function ademamix({
  learningRate = 1e-3,
  weightDecay = 0,
  mask,
  ...options
}: AdemamixOptions = {}): Optimizer<readonly Tree[]> {
  return chain(scaleByAdemamix(options), descendWithDecay("ademamix", { learningRate, weightDecay, mask }));
}

export const ademamixSignature: Signature<Omit<AdemamixOptions, "mask">> = {
  name: "ademamix",
  create: ademamix,
  parameters: {
    learningRate: "number",
    b1: "number",
    b2: "number",
    b3: "number",
    alpha: "number",
    eps: "number",
    epsRoot: "number",
    weightDecay: "number",
  },
};
