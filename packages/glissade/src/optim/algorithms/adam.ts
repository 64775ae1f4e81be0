/** @file Adam, and AdamW with its decoupled weight decay. */

import { corrected, deviation, firstMoment, type MomentState, scaleByMoments } from "../math/estimates.ts";
import { quotient } from "../math/fraction.ts";
import { average, averageSquare } from "../math/moments.ts";
import type { Algorithm } from "../options/algorithm.ts";
import { pick, read } from "../options/option.ts";
import { rate } from "../options/option-makers.ts";
import {
  type AdamMomentOptions,
  adamMoments,
  type DecoupledDecayOptions,
  decoupledDecay,
  type OptionalRate,
} from "../options/tables.ts";
import type { Transform } from "../transform.ts";
import { type DescentState, descent } from "../transforms/descent.ts";

const rule = adamMoments({ eps: 1e-8, nesterov: false });

export interface ScaleByAdamOptions extends AdamMomentOptions {}

/**
 * m ← b1·m + (1 - b1)g, v ← b2·v + (1 - b2)g²; the update is m̂/(√(v̂ + epsRoot) + eps) with m̂ = m/(1 - b1ᵗ) and
 * v̂ = v/(1 - b2ᵗ).
 *
 * @throws ArgumentError where an option is unknown or outside its range.
 */
export function scaleByAdam(given?: ScaleByAdamOptions): Transform<MomentState> {
  const options = read("scaleByAdam", rule, given);
  const { b1, b2, biasCorrection } = options;
  return scaleByMoments({
    m: average(b1),
    v: averageSquare(b2),
    update(leaf) {
      const mHat = firstMoment(leaf, options);
      const vHat = corrected(leaf.v, biasCorrection ? b2 : 0, leaf.step);
      return quotient(mHat, deviation(vHat, options));
    },
  });
}
scaleByAdam.options = rule;

const adamOptions = { learningRate: rate(1e-3), ...rule };

export interface AdamOptions extends OptionalRate, AdamMomentOptions {}

/**
 * Adam (Kingma and Ba, "Adam: A Method for Stochastic Optimization", 2015, arXiv 1412.6980): x ← x - η·m̂/(√v̂ + eps)
 * with the averages m ← b1·m + (1 - b1)g and v ← b2·v + (1 - b2)g² of the gradient and its square, m̂ = m/(1 - b1ᵗ)
 * and v̂ = v/(1 - b2ᵗ).
 *
 * @throws ArgumentError where an option is unknown or outside its range.
 *
 * @example
 * const optimizer = optim.adam({ learningRate: 0.1 });
 * const params = tensor([1, 2, 3]);
 * const [updates] = optimizer.update(params.mul(2), optimizer.init(params), { params });
 * await updates.data(); // [-0.1, -0.1, -0.1]
 */
export const adam: Algorithm<AdamOptions, DescentState<MomentState>> = descent(
  "adam",
  adamOptions,
  (options) => scaleByAdam(pick(rule, options)),
);

const adamwOptions = { ...adamOptions, ...decoupledDecay(1e-4) };

/** The weight decay is optax's; PyTorch has 0.01, Keras 0.004. */
export interface AdamwOptions extends AdamOptions, DecoupledDecayOptions {}

/**
 * AdamW (Loshchilov and Hutter, "Decoupled Weight Decay Regularization", 2019, arXiv 1711.05101):
 * x ← x - η(m̂/(√v̂ + eps) + λx), m̂ and v̂ as for Adam. As in every library the learning rate multiplies the decay; in
 * the paper it does not.
 *
 * @throws ArgumentError where an option is unknown or outside its range, and in `update` without parameters.
 *
 * @example
 * const optimizer = optim.adamw({ learningRate: 0.1, weightDecay: 0.01 });
 * const params = tensor([1, 2, 3]);
 * const [updates] = optimizer.update(params.mul(2), optimizer.init(params), { params });
 * await updates.data(); // [-0.101, -0.102, -0.103]
 */
export const adamw: Algorithm<AdamwOptions, DescentState<MomentState>> = descent(
  "adamw",
  adamwOptions,
  (options) => scaleByAdam(pick(rule, options)),
);
