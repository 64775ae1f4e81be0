/** @file ACProp. */

import type { Tensor } from "../../graph/tensor.ts";
import { add, sub } from "../../ops/elementwise/arithmetic.ts";
import { equal, where } from "../../ops/elementwise/compare.ts";
import { square } from "../../ops/elementwise/unary.ts";
import { mapTree } from "../../tree.ts";
import { type MomentState, zeroMoments } from "../math/estimates.ts";
import { over, plus, quotient, root } from "../math/fraction.ts";
import { average, castLike, correction } from "../math/moments.ts";
import type { Algorithm } from "../options/algorithm.ts";
import { type OptionsOf, pick, read } from "../options/option.ts";
import { nonNegative, rate } from "../options/option-makers.ts";
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
};

const rule = { ...moments({ b1: 0.9, b2: 0.999, eps: 1e-16 }), ...own };

export interface ScaleByAcpropOptions extends MomentOptions, OptionsOf<typeof own> {}

/**
 * The update is g/(√v̂ + eps) with v̂ = v/(1 - b2ᵗ⁻¹) of the last step, and g/(1 + eps) at the first, which has no v;
 * then v ← b2·v + (1 - b2)(g - m)² + epsRoot and m ← b1·m + (1 - b1)g.
 *
 * @throws ArgumentError where an option is unknown or outside its range.
 */
export function scaleByAcprop(given?: ScaleByAcpropOptions): Transform<MomentState> {
  const { b1, b2, eps, epsRoot } = read("scaleByAcprop", rule, given);
  const follow = (v: Tensor, gradient: Tensor, m: Tensor) =>
    add(average(b2)(v, square(sub(gradient, m))), castLike(epsRoot, v));
  return {
    init: zeroMoments,
    update(gradients, { step, m, v }) {
      const isFirst = equal(step, 0);
      const divide = (gradient: Tensor, v: Tensor): Tensor => {
        const c = where(isFirst, 1, correction(b2, step, v));
        const vHat = over(where(isFirst, 1, v), c);
        return quotient(over(gradient, 1), plus(root(vHat), eps));
      };
      const next = {
        step: add(step, 1),
        m: mapTree(average(b1), m, gradients),
        v: mapTree(follow, v, gradients, m),
      };
      return [mapTree(divide, gradients, v), next];
    },
  };
}
scaleByAcprop.options = rule;

const options = { learningRate: rate(1e-3), ...rule, ...decoupledDecay(0) };

export interface AcpropOptions extends OptionalRate, ScaleByAcpropOptions, DecoupledDecayOptions {}

/**
 * ACProp (Zhuang et al., "Momentum Centering and Asynchronous Update for Adaptive Gradient Methods", 2021, arXiv
 * 2110.05454): x ← x - η(g/(√v̂ + eps) + λx), where v averages (g - m)² as for AdaBelief and v̂ = v/(1 - b2ᵗ⁻¹) is
 * that of the last step, which does not depend on the gradient that it divides.
 *
 * @throws ArgumentError where an option is unknown or outside its range, and in `update` without parameters if there is
 * a weight decay.
 *
 * @example
 * const optimizer = optim.acprop({ learningRate: 0.1 });
 * const params = tensor([1, 2, 3]);
 * const [updates] = optimizer.update(params.mul(2), optimizer.init(params), { params });
 * await updates.data(); // [-0.2, -0.4, -0.6]
 */
export const acprop: Algorithm<AcpropOptions, DescentState<MomentState>> = descent(
  "acprop",
  options,
  (given) => scaleByAcprop(pick(rule, given)),
);
