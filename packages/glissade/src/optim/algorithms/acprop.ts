/** @file ACProp. */

import type { Operand, Tensor } from "../../graph/tensor.ts";
import { add, sub } from "../../ops/elementwise/arithmetic.ts";
import { equal, where } from "../../ops/elementwise/compare.ts";
import { square } from "../../ops/elementwise/unary.ts";
import { mapTree, type Tree } from "../../tree.ts";
import { chain } from "../chain.ts";
import {
  type MomentOptions,
  type MomentState,
  quotient,
  requireMoments,
  rootMeanSquare,
  zeroMoments,
} from "../math/estimates.ts";
import { average, castLike, correction, scalarLike } from "../math/moments.ts";
import type { LearningRate } from "../schedules/schedule.ts";
import type { Signature } from "../text/signature.ts";
import type { Optimizer, Transform } from "../transform.ts";
import { descendWithDecay } from "../transforms/descent.ts";
import type { DecayOptions } from "../transforms/weight-decay.ts";

/** b1 is 0.9, b2 0.999 and eps 1e-16 by default. */
export interface ScaleByAcpropOptions extends MomentOptions {
  /** Added to v at every step; 1e-16 by default. */
  readonly epsRoot?: Operand;
}

/** The weight decay is 0 by default. */
export interface AcpropOptions extends ScaleByAcpropOptions, DecayOptions {
  /** 0.001 by default. */
  readonly learningRate?: LearningRate;
}

/**
 * m and v as for AdaBelief but with the m before, v ← b2·v + (1 - b2)(g - m)² + epsRoot; the update is the gradient
 * over the root of the v before, g/(√v̂ + eps), and g/(1 + eps) at first.
 */
export function scaleByAcprop({
  b1 = 0.9,
  b2 = 0.999,
  eps = 1e-16,
  epsRoot = 1e-16,
}: ScaleByAcpropOptions = {}): Transform<MomentState> {
  requireMoments("acprop", { b1, b2, eps, epsRoot });
  return {
    init: zeroMoments,
    update(gradients, state) {
      const isFirst = equal(state.step, 0);
      const divide = (gradient: Tensor, v: Tensor): Tensor => {
        const one = where(isFirst, scalarLike(1, v), 0);
        const root = { eps, epsRoot: one, correction: add(correction(b2, state.step, v), one) };
        return quotient({ numerator: gradient, denominator: 1 }, rootMeanSquare(v, root));
      };
      const follow = (v: Tensor, gradient: Tensor, m: Tensor) =>
        add(average(b2)(v, square(sub(gradient, m))), castLike(epsRoot, v));
      const next = {
        step: add(state.step, 1),
        m: mapTree(average(b1), state.m, gradients),
        v: mapTree(follow, state.v, gradients, state.m),
      };
      return [mapTree(divide, gradients, state.v), next];
    },
  };
}

/**
 * ACProp (Zhuang et al. 2021): AdaBelief with the denominator of the step before, which does not depend on the
 * gradient that it divides.
 *
 * @example
 * const optimizer = optim.acprop({ learningRate: 0.1 });
 * const params = tensor([1, 2, 3]);
 * const [updates] = optimizer.update(params.mul(2), optimizer.init(params), { params });
 * await updates.data(); // [-0.2, -0.4, -0.6]
 */
export function acprop({
  learningRate = 1e-3,
  weightDecay = 0,
  mask,
  ...options
}: AcpropOptions = {}): Optimizer<readonly Tree[]> {
  return chain(scaleByAcprop(options), descendWithDecay("acprop", { learningRate, weightDecay, mask }));
}

export const acpropSignature: Signature<Omit<AcpropOptions, "mask">> = {
  name: "acprop",
  create: acprop,
  parameters: {
    learningRate: "number",
    b1: "number",
    b2: "number",
    eps: "number",
    epsRoot: "number",
    weightDecay: "number",
  },
};
