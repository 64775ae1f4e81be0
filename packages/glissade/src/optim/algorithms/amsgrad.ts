/** @file AMSGrad. */

import type { Tensor } from "../../graph/tensor.ts";
import { div, maximum } from "../../ops/elementwise/arithmetic.ts";
import { mapTree, type Tree } from "../../tree.ts";
import { corrected, type MomentState, nextMoments, zeroMoments } from "../math/estimates.ts";
import { over, plus, quotient, root } from "../math/fraction.ts";
import { correction, zerosLike } from "../math/moments.ts";
import type { Algorithm } from "../options/algorithm.ts";
import { type OptionsOf, pick, read } from "../options/option.ts";
import { flag, oneOf, rate } from "../options/option-makers.ts";
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
  /** The largest v̂ (optax), or the largest v, whose bias is corrected then (PyTorch). */
  largest: oneOf(["corrected", "raw"])("corrected"),
  /** `false` with `"raw"` is the paper's form. */
  biasCorrection: flag(true),
};

const rule = { ...moments({ b1: 0.9, b2: 0.999, eps: 1e-8 }), ...own };

export interface ScaleByAmsgradOptions extends MomentOptions, OptionsOf<typeof own> {}

export type AmsgradState = MomentState & {
  /** w, the largest second moment so far, in the shapes of the parameters. */
  readonly largest: Tree;
};

/**
 * m ← b1·m + (1 - b1)g, v ← b2·v + (1 - b2)g²; the update is m̂/(√w + eps), w ← max(w, v̂), or with "raw"
 * m̂/(√ŵ + eps), w ← max(w, v), with m̂ = m/(1 - b1ᵗ) and v̂ and ŵ likewise.
 *
 * @throws ArgumentError where an option is unknown or outside its range.
 */
export function scaleByAmsgrad(given?: ScaleByAmsgradOptions): Transform<AmsgradState> {
  const { b1, b2, eps, largest: form, biasCorrection } = read("scaleByAmsgrad", rule, given);
  const [decay1, decay2] = biasCorrection ? [b1, b2] : [0, 0];
  return {
    init: (params) => ({ ...zeroMoments(params), largest: zerosLike(params) }),
    update(gradients, state) {
      const { step, m, v } = nextMoments(gradients, state, { b1, b2 });
      const follow = (w: Tensor, v: Tensor) =>
        maximum(w, form === "raw" ? v : div(v, correction(decay2, step, v)));
      const largest = mapTree(follow, state.largest, v);
      const direction = (_: Tensor, m: Tensor, w: Tensor) => {
        const wHat = form === "raw" ? corrected(w, decay2, step) : over(w, 1);
        return quotient(corrected(m, decay1, step), plus(root(wHat), eps));
      };
      return [mapTree(direction, gradients, m, largest), { step, m, v, largest }];
    },
  };
}
scaleByAmsgrad.options = rule;

const options = { learningRate: rate(1e-3), ...rule, ...decoupledDecay(0) };

export interface AmsgradOptions extends OptionalRate, ScaleByAmsgradOptions, DecoupledDecayOptions {}

/**
 * AMSGrad (Reddi, Kale and Kumar, "On the Convergence of Adam and Beyond", 2018, arXiv 1904.09237):
 * x ← x - η(m̂/(√w + eps) + λx), Adam whose rates never grow again, since it divides by the root of the largest second
 * moment w so far.
 *
 * @throws ArgumentError where an option is unknown or outside its range, and in `update` without parameters if there is
 * a weight decay.
 *
 * @example
 * const optimizer = optim.amsgrad({ learningRate: 0.1 });
 * const params = tensor([1, 2, 3]);
 * const [updates] = optimizer.update(params.mul(2), optimizer.init(params), { params });
 * await updates.data(); // [-0.1, -0.1, -0.1]
 */
export const amsgrad: Algorithm<AmsgradOptions, DescentState<AmsgradState>> = descent(
  "amsgrad",
  options,
  (given) => scaleByAmsgrad(pick(rule, given)),
);
