/** @file Yogi. */

import { mul, sub } from "../../ops/elementwise/arithmetic.ts";
import { sign, square } from "../../ops/elementwise/unary.ts";
import { corrected, type MomentState, scaleByMoments } from "../math/estimates.ts";
import { plus, quotient, root } from "../math/fraction.ts";
import { average, castLike, complement, filledLike, zeroSteps } from "../math/moments.ts";
import type { Algorithm } from "../options/algorithm.ts";
import { type OptionsOf, pick, read } from "../options/option.ts";
import { fixedNonNegative, rate } from "../options/option-makers.ts";
import { type MomentOptions, moments, type OptionalRate } from "../options/tables.ts";
import type { Transform } from "../transform.ts";
import { type DescentState, descent } from "../transforms/descent.ts";

const own = {
  /** Where m and v start; 0 in some libraries. */
  initialAccumulator: fixedNonNegative(1e-6),
};

const rule = { ...moments({ b1: 0.9, b2: 0.999, eps: 1e-3 }), ...own };

export interface ScaleByYogiOptions extends MomentOptions, OptionsOf<typeof own> {}

/**
 * m ← b1·m + (1 - b1)g, v ← v - (1 - b2)·sign(v - g²)·g²; the update is m̂/(√v̂ + eps) with m̂ = m/(1 - b1ᵗ) and
 * v̂ = v/(1 - b2ᵗ).
 *
 * @throws ArgumentError where an option is unknown or outside its range.
 */
export function scaleByYogi(given?: ScaleByYogiOptions): Transform<MomentState> {
  const { b1, b2, eps, initialAccumulator } = read("scaleByYogi", rule, given);
  return scaleByMoments({
    init(params) {
      const start = filledLike(params, initialAccumulator);
      return { step: zeroSteps(), m: start, v: start };
    },
    m: average(b1),
    v(v, gradient) {
      const squared = square(gradient);
      return sub(v, mul(mul(sign(sub(v, squared)), squared), complement(castLike(b2, v))));
    },
    update: ({ m, v, step }) => quotient(corrected(m, b1, step), plus(root(corrected(v, b2, step)), eps)),
  });
}
scaleByYogi.options = rule;

const options = { learningRate: rate(1e-2), ...rule };

export interface YogiOptions extends OptionalRate, ScaleByYogiOptions {}

/**
 * Yogi (Zaheer et al., "Adaptive Methods for Nonconvex Optimization", 2018): x ← x - η·m̂/(√v̂ + eps), v ← v - (1 -
 * b2)·sign(v - g²)·g², Adam whose v goes towards g² by a share of g² and not of the distance, so that rates do not
 * jump up behind large gradients.
 *
 * @throws ArgumentError where an option is unknown or outside its range.
 *
 * @example
 * const optimizer = optim.yogi({ learningRate: 0.1 });
 * const params = tensor([1, 2, 3]);
 * const [updates] = optimizer.update(params.mul(2), optimizer.init(params), { params });
 * await updates.data(); // [-0.099938, -0.099972, -0.099982]
 */
export const yogi: Algorithm<YogiOptions, DescentState<MomentState>> = descent("yogi", options, (given) =>
  scaleByYogi(pick(rule, given)),
);
