/** @file AdaMax. */

import { add, maximum, mul } from "../../ops/elementwise/arithmetic.ts";
import { abs } from "../../ops/elementwise/unary.ts";
import { corrected, type MomentState, scaleByMoments } from "../math/estimates.ts";
import { over, quotient } from "../math/fraction.ts";
import { average, castLike } from "../math/moments.ts";
import type { Algorithm } from "../options/algorithm.ts";
import { type Named, type OptionsOf, pick, read } from "../options/option.ts";
import { decay, positive, rate } from "../options/option-makers.ts";
import { type DecoupledDecayOptions, decoupledDecay, type OptionalRate } from "../options/tables.ts";
import type { Transform } from "../transform.ts";
import { type DescentState, descent } from "../transforms/descent.ts";

const rule = {
  /** Decay of the average of the gradients. */
  b1: decay(0.9),
  /** Decay of the largest gradient so far. */
  b2: decay(0.999),
  /** Added to the size of the gradient. */
  eps: positive(1e-8),
};

export interface ScaleByAdamaxOptions extends OptionsOf<typeof rule>, Named {}

/**
 * m ← b1·m + (1 - b1)g, v ← max(b2·v, |g| + eps); the update is m̂/v with m̂ = m/(1 - b1ᵗ).
 *
 * @throws ArgumentError where an option is unknown or outside its range.
 */
export function scaleByAdamax(given?: ScaleByAdamaxOptions): Transform<MomentState> {
  const { b1, b2, eps } = read("scaleByAdamax", rule, given);
  return scaleByMoments({
    m: average(b1),
    v: (v, gradient) => maximum(mul(v, castLike(b2, v)), add(abs(gradient), castLike(eps, v))),
    update: ({ m, v, step }) => quotient(corrected(m, b1, step), over(v, 1)),
  });
}
scaleByAdamax.options = rule;

const options = { learningRate: rate(2e-3), ...rule, ...decoupledDecay(0) };

export interface AdamaxOptions extends OptionalRate, ScaleByAdamaxOptions, DecoupledDecayOptions {}

/**
 * AdaMax, Adam with the maximum norm (Kingma and Ba, "Adam: A Method for Stochastic Optimization", 2015,
 * arXiv 1412.6980): x ← x - η(m̂/v + λx), v ← max(b2·v, |g| + eps).
 *
 * @throws ArgumentError where an option is unknown or outside its range, and in `update` without parameters if there is
 * a weight decay.
 *
 * @example
 * const optimizer = optim.adamax({ learningRate: 0.1 });
 * const params = tensor([1, 2, 3]);
 * const [updates] = optimizer.update(params.mul(2), optimizer.init(params), { params });
 * await updates.data(); // [-0.1, -0.1, -0.1]
 */
export const adamax: Algorithm<AdamaxOptions, DescentState<MomentState>> = descent(
  "adamax",
  options,
  (given) => scaleByAdamax(pick(rule, given)),
);
