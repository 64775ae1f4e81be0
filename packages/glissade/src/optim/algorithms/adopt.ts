/** @file ADOPT. */

import type { Tensor } from "../../graph/tensor.ts";
import { add, div, maximum, minimum, mul, neg } from "../../ops/elementwise/arithmetic.ts";
import { cast } from "../../ops/elementwise/cast.ts";
import { equal, where } from "../../ops/elementwise/compare.ts";
import { sqrt, square } from "../../ops/elementwise/unary.ts";
import { mapTree, type Tree } from "../../tree.ts";
import { chain } from "../chain.ts";
import { type MomentOptions, type MomentState, requireMoments, zeroMoments } from "../math/estimates.ts";
import { average, castLike, complement, scalarLike } from "../math/moments.ts";
import { type LearningRate, scaleByLearningRate } from "../schedules/schedule.ts";
import { flag, type Signature } from "../text/signature.ts";
import type { Optimizer, Transform } from "../transform.ts";

/** b1 is 0.9, b2 0.9999 and eps, the least root to divide by, 1e-6 by default. */
export interface ScaleByAdoptOptions extends MomentOptions {
  /** Keep the normalised gradient within ±t^¼ (t counts from 0); `true` by default. */
  readonly clip?: boolean;
  /** Apply b1 also to the average just made; `false` by default. */
  readonly nesterov?: boolean;
}

export interface AdoptOptions extends ScaleByAdoptOptions {
  /** 0.001 by default. */
  readonly learningRate?: LearningRate;
}

/**
 * v starts as g², and the first update is 0; then n = g/max(√v, eps), m ← b1·m + (1 - b1)n, the update is m, and
 * v ← b2·v + (1 - b2)g² comes last.
 */
export function scaleByAdopt({
  b1 = 0.9,
  b2 = 0.9999,
  eps = 1e-6,
  clip = true,
  nesterov = false,
}: ScaleByAdoptOptions = {}): Transform<MomentState> {
  requireMoments("adopt", { b1, b2, eps });
  const limited = (normal: Tensor, step: Tensor): Tensor => {
    const limit = sqrt(sqrt(cast(step, normal.dtype)));
    return maximum(minimum(normal, limit), neg(limit));
  };
  return {
    init: zeroMoments,
    update(gradients, state) {
      const isFirst = equal(state.step, 0);
      const normalize = (gradient: Tensor, v: Tensor): Tensor => {
        const normal = div(gradient, maximum(sqrt(v), castLike(eps, v)));
        return clip ? limited(normal, state.step) : mul(normal, where(isFirst, scalarLike(0, v), 1));
      };
      const follow = (v: Tensor, gradient: Tensor): Tensor => {
        const b = castLike(b2, v);
        const kept = where(isFirst, 0, scalarLike(b, v));
        const taken = where(isFirst, 1, scalarLike(complement(b), v));
        return add(mul(v, kept), mul(square(gradient), taken));
      };
      const normals = mapTree(normalize, gradients, state.v);
      const m = mapTree(average(b1), state.m, normals);
      const updates = nesterov
        ? mapTree((_, mean, normal) => average(b1)(mean, normal), gradients, m, normals)
        : m;
      return [
        updates as typeof gradients,
        { step: add(state.step, 1), m, v: mapTree(follow, state.v, gradients) },
      ];
    },
  };
}

/**
 * ADOPT (Taniguchi et al. 2024): Adam that divides the gradient by the root of v as it was before, ahead of the
 * momentum, and converges for any b2. The first step only fills v.
 *
 * @example
 * const optimizer = optim.adopt({ learningRate: 0.1 });
 * const params = tensor([1, 2, 3]);
 * const [, state] = optimizer.update(params.mul(2), optimizer.init(params), { params });
 * const [updates] = optimizer.update(params.mul(2), state, { params });
 * await updates.data(); // [-0.01, -0.01, -0.01]
 */
export const adopt = ({ learningRate = 1e-3, ...options }: AdoptOptions = {}): Optimizer<readonly Tree[]> =>
  chain(scaleByAdopt(options), scaleByLearningRate("adopt", learningRate));

export const adoptSignature: Signature<AdoptOptions> = {
  name: "adopt",
  create: adopt,
  parameters: {
    learningRate: "number",
    b1: "number",
    b2: "number",
    eps: "number",
    clip: flag,
    nesterov: flag,
  },
};
