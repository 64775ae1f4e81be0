/** @file AdaBelief. */

import { add, sub } from "../../ops/elementwise/arithmetic.ts";
import { square } from "../../ops/elementwise/unary.ts";
import { corrected, firstMoment, type MomentState, scaleByMoments } from "../math/estimates.ts";
import { plus, quotient, root } from "../math/fraction.ts";
import { average, castLike } from "../math/moments.ts";
import type { Algorithm } from "../options/algorithm.ts";
import { type OptionsOf, pick, read } from "../options/option.ts";
import { flag, nonNegative, rate } from "../options/option-makers.ts";
import {
  type DecoupledDecayOptions,
  decoupledDecay,
  type MomentOptions,
  moments,
  type OptionalRate,
} from "../options/tables.ts";
import type { Transform } from "../transform.ts";
import { type DescentState, descent } from "../transforms/descent.ts";

const own = {
  /** Added to v at every step. */
  epsRoot: nonNegative(1e-16),
  /** Look one step ahead with the first moment (Dozat 2016). */
  nesterov: flag(false),
};

const rule = { ...moments({ b1: 0.9, b2: 0.999, eps: 1e-16 }), ...own };

export interface ScaleByAdabeliefOptions extends MomentOptions, OptionsOf<typeof own> {}

/**
 * m ← b1·m + (1 - b1)g, v ← b2·v + (1 - b2)(g - m)² + epsRoot; the update is m̂/(√v̂ + eps) with m̂ = m/(1 - b1ᵗ) and
 * v̂ = v/(1 - b2ᵗ).
 *
 * @throws ArgumentError where an option is unknown or outside its range.
 */
export function scaleByAdabelief(given?: ScaleByAdabeliefOptions): Transform<MomentState> {
  const { b1, b2, eps, epsRoot, nesterov } = read("scaleByAdabelief", rule, given);
  return scaleByMoments({
    m: average(b1),
    v: (v, gradient, m) => add(average(b2)(v, square(sub(gradient, m))), castLike(epsRoot, v)),
    update(leaf) {
      const mHat = firstMoment(leaf, { b1, nesterov, biasCorrection: true });
      return quotient(mHat, plus(root(corrected(leaf.v, b2, leaf.step)), eps));
    },
  });
}
scaleByAdabelief.options = rule;

const options = { learningRate: rate(1e-3), ...rule, ...decoupledDecay(0) };

export interface AdabeliefOptions extends OptionalRate, ScaleByAdabeliefOptions, DecoupledDecayOptions {}

/**
 * AdaBelief (Zhuang et al., "AdaBelief Optimizer: Adapting Stepsizes by the Belief in Observed Gradients", 2020,
 * arXiv 2010.07468): x ← x - η(m̂/(√v̂ + eps) + λx), Adam whose v averages (g - m)², so that a gradient as expected
 * makes a large step.
 *
 * @throws ArgumentError where an option is unknown or outside its range, and in `update` without parameters if there is
 * a weight decay.
 *
 * @example
 * const optimizer = optim.adabelief({ learningRate: 0.1 });
 * const params = tensor([1, 2, 3]);
 * const [updates] = optimizer.update(params.mul(2), optimizer.init(params), { params });
 * await updates.data(); // [-0.111111, -0.111111, -0.111111]
 */
export const adabelief: Algorithm<AdabeliefOptions, DescentState<MomentState>> = descent(
  "adabelief",
  options,
  (given) => scaleByAdabelief(pick(rule, given)),
);
