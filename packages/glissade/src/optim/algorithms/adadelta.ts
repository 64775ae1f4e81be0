/** @file Adadelta. */

import type { Tensor } from "../../graph/tensor.ts";
import { add, div, mul } from "../../ops/elementwise/arithmetic.ts";
import { sqrt } from "../../ops/elementwise/unary.ts";
import { mapTree, type Tree } from "../../tree.ts";
import { averageSquare, castLike, zerosLike } from "../math/moments.ts";
import type { Algorithm } from "../options/algorithm.ts";
import { type Named, type OptionsOf, pick, read } from "../options/option.ts";
import { decay, positive, rate } from "../options/option-makers.ts";
import { type OptionalRate, type PenaltyOptions, penalty } from "../options/tables.ts";
import type { Transform } from "../transform.ts";
import { type PenalizedState, penalizedDescent } from "../transforms/descent.ts";

const rule = {
  /** Decay of both averages. */
  rho: decay(0.9),
  /** Under both roots, and the only scale of the first step, √eps. */
  eps: positive(1e-6),
};

export interface ScaleByAdadeltaOptions extends OptionsOf<typeof rule>, Named {}

/** The averages v of squared gradients and w of squared updates, in the shapes of the parameters. */
export type AdadeltaState = { readonly gradients: Tree; readonly updates: Tree };

/**
 * v ← ρv + (1 - ρ)g²; the update is u = g·√((w + eps)/(v + eps)); then w ← ρw + (1 - ρ)u².
 *
 * @throws ArgumentError where an option is unknown or outside its range.
 */
export function scaleByAdadelta(given?: ScaleByAdadeltaOptions): Transform<AdadeltaState> {
  const { rho, eps } = read("scaleByAdadelta", rule, given);
  const above = (mean: Tensor) => add(mean, castLike(eps, mean));
  const scale = (gradient: Tensor, v: Tensor, w: Tensor) => mul(gradient, sqrt(div(above(w), above(v))));
  return {
    init: (params) => ({ gradients: zerosLike(params), updates: zerosLike(params) }),
    update(gradients, state) {
      const v = mapTree(averageSquare(rho), state.gradients, gradients);
      const updates = mapTree(scale, gradients, v, state.updates);
      const w = mapTree(averageSquare(rho), state.updates, updates);
      return [updates, { gradients: v, updates: w }];
    },
  };
}
scaleByAdadelta.options = rule;

const options = { learningRate: rate(1), ...rule, ...penalty };

/** The learning rate is the paper's by default. */
export interface AdadeltaOptions extends OptionalRate, ScaleByAdadeltaOptions, PenaltyOptions {}

/**
 * Adadelta (Zeiler, "ADADELTA: An Adaptive Learning Rate Method", 2012, arXiv 1212.5701): x ← x - ηg·√((w + eps)/(v +
 * eps)), where v averages squares of gradients and w those of updates before η, so that steps have the unit of the
 * parameters.
 *
 * @throws ArgumentError where an option is unknown or outside its range, and in `update` without parameters if there is
 * a weight decay.
 *
 * @example
 * const optimizer = optim.adadelta();
 * const params = tensor([1, 2, 3]);
 * const [updates] = optimizer.update(params.mul(2), optimizer.init(params), { params });
 * await updates.data(); // [-0.003162, -0.003162, -0.003162]
 */
export const adadelta: Algorithm<AdadeltaOptions, PenalizedState<AdadeltaState>> = penalizedDescent(
  "adadelta",
  options,
  (given) => scaleByAdadelta(pick(rule, given)),
);
