/** @file Adan. */

import { requireDecay } from "../../check.ts";
import type { Operand, Tensor } from "../../graph/tensor.ts";
import { add, div, mul, sub } from "../../ops/elementwise/arithmetic.ts";
import { cast } from "../../ops/elementwise/cast.ts";
import { greater } from "../../ops/elementwise/compare.ts";
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
import { average, castLike, complement, correction, zerosLike } from "../math/moments.ts";
import type { LearningRate } from "../schedules/schedule.ts";
import type { Signature } from "../text/signature.ts";
import type { Optimizer, Transform } from "../transform.ts";
import { descendWithDecay } from "../transforms/descent.ts";
import type { DecayOptions } from "../transforms/weight-decay.ts";

/** b1 is 0.98 for gradients, b2 0.92 for their differences, and eps 1e-8 by default. */
export interface ScaleByAdanOptions extends MomentOptions {
  /** Decay of the squares, in [0, 1); 0.99 by default. */
  readonly b3?: Operand;
  /** Added to n̂, under the root; 1e-8 by default. */
  readonly epsRoot?: Operand;
}

/** The weight decay is 0 by default. */
export interface AdanOptions extends ScaleByAdanOptions, DecayOptions {
  /** 0.001 by default. */
  readonly learningRate?: LearningRate;
}

type AdanState = MomentState & { readonly n: Tree; readonly previous: Tree };

/**
 * d is the gradient less the one before, 0 at first: m ← b1·m + (1 - b1)g, v ← b2·v + (1 - b2)d and
 * n ← b3·n + (1 - b3)(g + b2·d)²; the update is (m̂ + b2·v̂)/(√(n̂ + epsRoot) + eps).
 */
export function scaleByAdan({
  b1 = 0.98,
  b2 = 0.92,
  b3 = 0.99,
  eps = 1e-8,
  epsRoot = 1e-8,
}: ScaleByAdanOptions = {}): Transform<AdanState> {
  requireMoments("adan", { b1, b2, eps, epsRoot });
  requireDecay("adan({ b3 })", b3);
  return {
    init: (params) => ({ ...zeroMoments(params), n: zerosLike(params), previous: zerosLike(params) }),
    update(gradients, state) {
      const step = add(state.step, 1);
      /** A factor of differences, which is 0 at the first step. */
      const later = (factor: Operand, leaf: Tensor) => mul(cast(greater(step, 1), leaf.dtype), factor);
      const differences = mapTree(sub, gradients, state.previous);
      const m = mapTree(average(b1), state.m, gradients);
      const v = mapTree(
        (mean, difference) => {
          const b = castLike(b2, mean);
          return add(mul(mean, b), mul(difference, later(complement(b), mean)));
        },
        state.v,
        differences,
      );
      const n = mapTree(
        (mean, gradient, difference) =>
          average(b3)(mean, square(add(gradient, mul(difference, later(castLike(b2, mean), mean))))),
        state.n,
        gradients,
        differences,
      );
      const updates = mapTree(
        (_, first, second, third) => {
          const [c1, c2] = [correction(b1, step, first), correction(b2, step, second)];
          const numerator = add(first, mul(second, mul(castLike(b2, second), div(c1, c2))));
          const root = { eps, epsRoot, correction: correction(b3, step, third) };
          return quotient({ numerator, denominator: c1 }, rootMeanSquare(third, root));
        },
        gradients,
        m,
        v,
        n,
      );
      return [updates, { step, m, v, n, previous: gradients }];
    },
  };
}

/**
 * Adan (Xie et al. 2022), Adam with the Nesterov momentum of gradient differences:
 * x ← x - η((m̂ + b2·v̂)/(√(n̂ + epsRoot) + eps) + λx). The paper's β are 1 - b. (optax 0.2.8 multiplies v̂ and d by
 * 1 - b2.)
 *
 * @example
 * const optimizer = optim.adan({ learningRate: 0.1 });
 * const params = tensor([1, 2, 3]);
 * const [updates] = optimizer.update(params.mul(2), optimizer.init(params), { params });
 * await updates.data(); // [-0.1, -0.1, -0.1]
 */
export function adan({
  learningRate = 1e-3,
  weightDecay = 0,
  mask,
  ...options
}: AdanOptions = {}): Optimizer<readonly Tree[]> {
  return chain(scaleByAdan(options), descendWithDecay("adan", { learningRate, weightDecay, mask }));
}

export const adanSignature: Signature<Omit<AdanOptions, "mask">> = {
  name: "adan",
  create: adan,
  parameters: {
    learningRate: "number",
    b1: "number",
    b2: "number",
    b3: "number",
    eps: "number",
    epsRoot: "number",
    weightDecay: "number",
  },
};
