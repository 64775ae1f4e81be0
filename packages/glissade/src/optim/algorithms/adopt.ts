/** @file ADOPT. */

import type { Tensor } from "../../graph/tensor.ts";
import { add, div, maximum, minimum, mul, neg } from "../../ops/elementwise/arithmetic.ts";
import { cast } from "../../ops/elementwise/cast.ts";
import { equal, where } from "../../ops/elementwise/compare.ts";
import { sqrt, square } from "../../ops/elementwise/unary.ts";
import { mapTree } from "../../tree.ts";
import { type MomentState, zeroMoments } from "../math/estimates.ts";
import { average, castLike, complement, scalarLike } from "../math/moments.ts";
import type { Algorithm } from "../options/algorithm.ts";
import { type Named, type OptionsOf, pick, read } from "../options/option.ts";
import { decay, flag, positive, rate } from "../options/option-makers.ts";
import type { OptionalRate } from "../options/tables.ts";
import type { Transform } from "../transform.ts";
import { type DescentState, descent } from "../transforms/descent.ts";

const rule = {
  /** Decay of the average of the normalised gradients. */
  b1: decay(0.9),
  /** Decay of the average of the squared gradients. */
  b2: decay(0.9999),
  /** The least root to divide by. */
  eps: positive(1e-6),
  /** Keep the normalised gradient within ±t^¼ (t counts from 0). */
  clip: flag(true),
  /** Apply b1 also to the average just made. */
  nesterov: flag(false),
};

export interface ScaleByAdoptOptions extends OptionsOf<typeof rule>, Named {}

/** n within ±t^¼, which is 0 at the first step. */
function limited(normal: Tensor, step: Tensor): Tensor {
  const limit = sqrt(sqrt(cast(step, normal.dtype)));
  return maximum(minimum(normal, limit), neg(limit));
}

/**
 * The first step sets v to g², and its update is 0. Then n = g/max(√v, eps) with the v of the last step,
 * m ← b1·m + (1 - b1)n, the update is m, and v ← b2·v + (1 - b2)g² comes last.
 *
 * @throws ArgumentError where an option is unknown or outside its range.
 */
export function scaleByAdopt(given?: ScaleByAdoptOptions): Transform<MomentState> {
  const { b1, b2, eps, clip, nesterov } = read("scaleByAdopt", rule, given);
  return {
    init: zeroMoments,
    update(gradients, state) {
      const isFirst = equal(state.step, 0);
      const normalize = (gradient: Tensor, v: Tensor): Tensor => {
        const normal = div(gradient, maximum(sqrt(v), castLike(eps, v)));
        return clip ? limited(normal, state.step) : mul(normal, where(isFirst, scalarLike(0, v), 1));
      };
      const follow = (v: Tensor, gradient: Tensor): Tensor => {
        const kept = where(isFirst, 0, scalarLike(b2, v));
        const taken = where(isFirst, 1, scalarLike(complement(b2), v));
        return add(mul(v, kept), mul(square(gradient), taken));
      };
      const normals = mapTree(normalize, gradients, state.v);
      const m = mapTree(average(b1), state.m, normals);
      const v = mapTree(follow, state.v, gradients);
      const ahead = (normal: Tensor, mean: Tensor) => (nesterov ? average(b1)(mean, normal) : mean);
      return [mapTree(ahead, normals, m), { step: add(state.step, 1), m, v }];
    },
  };
}
scaleByAdopt.options = rule;

const options = { learningRate: rate(1e-3), ...rule };

export interface AdoptOptions extends OptionalRate, ScaleByAdoptOptions {}

/**
 * ADOPT (Taniguchi et al., "ADOPT: Modified Adam Can Converge with Any β2 with the Optimal Rate", 2024, arXiv
 * 2411.02853): x ← x - ηm, m ← b1·m + (1 - b1)g/max(√v, eps), then v ← b2·v + (1 - b2)g². The gradient is divided by
 * the root of v of the last step, ahead of the momentum, so that it converges for any b2; the first step only fills
 * v.
 *
 * @throws ArgumentError where an option is unknown or outside its range.
 *
 * @example
 * const optimizer = optim.adopt({ learningRate: 0.1 });
 * const params = tensor([1, 2, 3]);
 * const [, state] = optimizer.update(params.mul(2), optimizer.init(params), { params });
 * const [updates] = optimizer.update(params.mul(2), state, { params });
 * await updates.data(); // [-0.01, -0.01, -0.01]
 */
export const adopt: Algorithm<AdoptOptions, DescentState<MomentState>> = descent("adopt", options, (given) =>
  scaleByAdopt(pick(rule, given)),
);
