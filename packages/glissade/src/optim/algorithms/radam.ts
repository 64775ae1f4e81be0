/** @file RAdam. */

import type { Operand, Tensor } from "../../graph/tensor.ts";
import { div, mul, sub } from "../../ops/elementwise/arithmetic.ts";
import { cast } from "../../ops/elementwise/cast.ts";
import { greaterEqual, where } from "../../ops/elementwise/compare.ts";
import { sqrt } from "../../ops/elementwise/unary.ts";
import { corrected, deviation, firstMoment, type MomentState, scaleByMoments } from "../math/estimates.ts";
import { over, quotient } from "../math/fraction.ts";
import { average, averageSquare, castLike, complement, correction, toDouble } from "../math/moments.ts";
import type { Algorithm } from "../options/algorithm.ts";
import { type OptionsOf, pick, read } from "../options/option.ts";
import { atLeast, rate } from "../options/option-makers.ts";
import {
  type AdamMomentOptions,
  adamMoments,
  type DecoupledDecayOptions,
  decoupledDecay,
  type OptionalRate,
} from "../options/tables.ts";
import type { Transform } from "../transform.ts";
import { type DescentState, descent } from "../transforms/descent.ts";

const { biasCorrection: _, ...moments } = adamMoments({ eps: 1e-8, nesterov: false });

const own = {
  /** How many squares, in effect, v must average before the update divides by it. */
  threshold: atLeast(4)(5),
};

const rule = { ...moments, ...own };

export interface ScaleByRadamOptions
  extends Omit<AdamMomentOptions, "biasCorrection">,
    OptionsOf<typeof own> {}

interface Rectification {
  readonly r: Tensor;
  /** Whether the variance of the averaged squares is finite enough to divide by it. */
  readonly holds: Tensor;
}

/** n = n∞ - 2t·b2ᵗ/(1 - b2ᵗ), n∞ = 2/(1 - b2) - 1 and r = √((n - 4)(n - 2)n∞/((n∞ - 4)(n∞ - 2)n)). */
function rectification(b2: Operand, threshold: Operand, step: Tensor): Rectification {
  // in float64, since the length of the average is the difference of two large numbers
  const count = cast(step, "float64");
  const most = sub(div(2, toDouble(complement(b2))), 1);
  const share = correction(b2, step, count);
  const length = sub(most, div(mul(mul(count, 2), sub(1, share)), share));
  const above = mul(mul(sub(length, 4), sub(length, 2)), most);
  const below = mul(mul(sub(most, 4), sub(most, 2)), length);
  return { r: sqrt(div(above, below)), holds: greaterEqual(length, castLike(threshold, length)) };
}

/**
 * m ← b1·m + (1 - b1)g, v ← b2·v + (1 - b2)g²; the update is r·m̂/(√v̂ + eps) if n ≥ threshold, else m̂, with
 * n = n∞ - 2t·b2ᵗ/(1 - b2ᵗ), n∞ = 2/(1 - b2) - 1 and r = √((n - 4)(n - 2)n∞/((n∞ - 4)(n∞ - 2)n)).
 *
 * @throws ArgumentError where an option is unknown or outside its range.
 */
export function scaleByRadam(given?: ScaleByRadamOptions): Transform<MomentState> {
  const { threshold, ...options } = read("scaleByRadam", rule, given);
  const { b1, b2 } = options;
  return scaleByMoments({
    m: average(b1),
    v: averageSquare(b2),
    update(leaf) {
      const { v, step } = leaf;
      const { r, holds } = rectification(b2, threshold, step);
      const { numerator, denominator } = deviation(corrected(v, b2, step), options);
      const mHat = firstMoment(leaf, { ...options, biasCorrection: true });
      const divisor = over(where(holds, numerator, 1), where(holds, mul(denominator, cast(r, v.dtype)), 1));
      return quotient(mHat, divisor);
    },
  });
}
scaleByRadam.options = rule;

const options = { learningRate: rate(1e-3), ...rule, ...decoupledDecay(0) };

/** `epsHat: true` is PyTorch's form. */
export interface RadamOptions extends OptionalRate, ScaleByRadamOptions, DecoupledDecayOptions {}

/**
 * RAdam (Liu et al., "On the Variance of the Adaptive Learning Rate and Beyond", 2020, arXiv 1908.03265): x ← x -
 * η(r·m̂/(√v̂ + eps) + λx), Adam's step times r, which grows from 0 to 1 as v averages more squares. Until v averages
 * enough of them the step is the momentum m̂ alone, which is not normalised, so that a large rate diverges early.
 *
 * @throws ArgumentError where an option is unknown or outside its range, and in `update` without parameters if there is
 * a weight decay.
 *
 * @example
 * const optimizer = optim.radam({ learningRate: 0.1 });
 * const params = tensor([1, 2, 3]);
 * const [updates] = optimizer.update(params.mul(2), optimizer.init(params), { params });
 * await updates.data(); // [-0.2, -0.4, -0.6]
 */
export const radam: Algorithm<RadamOptions, DescentState<MomentState>> = descent("radam", options, (given) =>
  scaleByRadam(pick(rule, given)),
);
