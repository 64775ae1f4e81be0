/** @file AdEMAMix. */

import type { Operand, Tensor } from "../../graph/tensor.ts";
import { mapTree, type Tree } from "../../tree.ts";
import { corrected, type MomentState, nextMoments, zeroMoments } from "../math/estimates.ts";
import { over, plus, quotient, root, sum } from "../math/fraction.ts";
import { average, zerosLike } from "../math/moments.ts";
import type { Algorithm } from "../options/algorithm.ts";
import { type OptionsOf, pick, read } from "../options/option.ts";
import { nonNegative, rate, scheduledDecay, scheduledNonNegative } from "../options/option-makers.ts";
import {
  type DecoupledDecayOptions,
  decoupledDecay,
  type MomentOptions,
  moments,
  type OptionalRate,
} from "../options/tables.ts";
import { rateAt } from "../schedules/schedule.ts";
import type { Transform } from "../transform.ts";
import { type DescentState, descent } from "../transforms/descent.ts";

const own = {
  /** Decay of the slow average, or its schedule. */
  b3: scheduledDecay(0.9999),
  /** Weight α of the slow average, or its schedule. */
  alpha: scheduledNonNegative(5),
  /** Added to v̂, under the root. */
  epsRoot: nonNegative(0),
};

const rule = { ...moments({ b1: 0.9, b2: 0.999, eps: 1e-8 }), ...own };

export interface ScaleByAdemamixOptions extends MomentOptions, OptionsOf<typeof own> {}

export type AdemamixState = MomentState & {
  /** The slow average of the gradients, in the shapes of the parameters. */
  readonly slow: Tree;
};

/**
 * m ← b1·m + (1 - b1)g, v ← b2·v + (1 - b2)g², s ← b3·s + (1 - b3)g; the update is (m̂ + αs)/(√(v̂ + epsRoot) + eps)
 * with m̂ = m/(1 - b1ᵗ) and v̂ = v/(1 - b2ᵗ).
 *
 * @throws ArgumentError where an option is unknown or outside its range.
 */
export function scaleByAdemamix(given?: ScaleByAdemamixOptions): Transform<AdemamixState> {
  const { b1, b2, b3, alpha, eps, epsRoot } = read("scaleByAdemamix", rule, given);
  return {
    init: (params) => ({ ...zeroMoments(params), slow: zerosLike(params) }),
    update(gradients, state) {
      const weight: Operand = rateAt(alpha, state.step);
      const { step, m, v } = nextMoments(gradients, state, { b1, b2 });
      const slow = mapTree(average(rateAt(b3, state.step)), state.slow, gradients);
      const direction = (_: Tensor, m: Tensor, v: Tensor, s: Tensor) =>
        quotient(
          sum(corrected(m, b1, step), over(s, 1), weight),
          plus(root(plus(corrected(v, b2, step), epsRoot)), eps),
        );
      return [mapTree(direction, gradients, m, v, slow), { step, m, v, slow }];
    },
  };
}
scaleByAdemamix.options = rule;

const options = { learningRate: rate(1e-3), ...rule, ...decoupledDecay(0) };

export interface AdemamixOptions extends OptionalRate, ScaleByAdemamixOptions, DecoupledDecayOptions {}

/**
 * AdEMAMix (Pagliardini, Ablin and Grangier, "The AdEMAMix Optimizer: Better, Faster, Older", 2024, arXiv 2409.03137),
 * Adam with a second, slow momentum s: x ← x - η((m̂ + αs)/(√v̂ + eps) + λx). The paper raises b3 and α to their values
 * over the run; a smaller b3 suits runs of few steps.
 *
 * @throws ArgumentError where an option is unknown or outside its range, and in `update` without parameters if there is
 * a weight decay.
 *
 * @example
 * const optimizer = optim.ademamix({ learningRate: 0.1 });
 * const params = tensor([1, 2, 3]);
 * const [updates] = optimizer.update(params.mul(2), optimizer.init(params), { params });
 * await updates.data(); // [-0.10005, -0.10005, -0.10005]
 */
export const ademamix: Algorithm<AdemamixOptions, DescentState<AdemamixState>> = descent(
  "ademamix",
  options,
  (given) => scaleByAdemamix(pick(rule, given)),
);
