/** @file Adam. */

import type { Operand, Tensor } from "../graph/tensor.ts";
import { add, div, mul } from "../ops/arithmetic.ts";
import { sqrt, square } from "../ops/unary.ts";
import { mapTree, type Tree } from "../tree.ts";
import { chain } from "./chain.ts";
import { requireDecay, requirePositive } from "./check.ts";
import { average, beside, correction, zeroSteps, zerosLike } from "./moments.ts";
import { type LearningRate, scaleByLearningRate } from "./schedule.ts";
import type { Signature } from "./signature.ts";
import type { Optimizer, Transform } from "./transform.ts";

export interface ScaleByAdamOptions {
  /** Decay of the first moment, in [0, 1); 0.9 by default. */
  readonly b1?: Operand;
  /** Decay of the second moment, in [0, 1); 0.999 by default. */
  readonly b2?: Operand;
  /** Added to the root of the second moment; 1e-8 by default. */
  readonly eps?: Operand;
}

export interface AdamOptions extends ScaleByAdamOptions {
  /** 0.001 by default. */
  readonly learningRate?: LearningRate;
}

/** A type and not an interface, so that it is a tree. */
export type AdamState = { readonly step: Tensor; readonly m: Tree; readonly v: Tree };

/** m ← b1·m + (1 - b1)g, v ← b2·v + (1 - b2)g²; the update is m̂/(√v̂ + eps) with m̂ = m/(1 - b1ᵗ), v̂ = v/(1 - b2ᵗ). */
export function scaleByAdam({
  b1 = 0.9,
  b2 = 0.999,
  eps = 1e-8,
}: ScaleByAdamOptions = {}): Transform<AdamState> {
  requireDecay("adam({ b1 })", b1);
  requireDecay("adam({ b2 })", b2);
  requirePositive("adam({ eps })", eps);
  return {
    init: (params) => ({
      step: zeroSteps(),
      m: zerosLike(params),
      v: zerosLike(params),
    }),
    update(gradients, state) {
      const step = add(state.step, 1);
      const m = mapTree(average(b1), state.m, gradients);
      const v = mapTree(average(b2), state.v, mapTree(square, gradients));
      const updates = mapTree(
        (_, first, second) => {
          // m̂/(√v̂ + eps) = (√c2/c1)·m/(√v + eps·√c2) with c = 1 - bᵗ: one pass less over each leaf
          const c1 = correction(b1, step, first);
          const root = sqrt(correction(b2, step, first));
          return mul(div(first, add(sqrt(second), mul(root, beside(eps, second)))), div(root, c1));
        },
        gradients,
        m,
        v,
      );
      return [updates, { step, m, v }];
    },
  };
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
  parameters: { learningRate: "number", b1: "number", b2: "number", eps: "number" },
};
