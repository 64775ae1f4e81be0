/** @file Sophia. */

import { hvp } from "../../grad/jacobian.ts";
import type { Operand, Tensor } from "../../graph/tensor.ts";
import { add, div, maximum, mul, neg, sub } from "../../ops/elementwise/arithmetic.ts";
import { cast } from "../../ops/elementwise/cast.ts";
import { clip } from "../../ops/elementwise/rounding.ts";
import * as random from "../../random/index.ts";
import { flatten, mapTree, type Tree, unflatten } from "../../tree.ts";
import { requireObjective, requireParams } from "../context.ts";
import { everyN } from "../math/every-n.ts";
import { average, castLike, correction, scalarLike, zeroSteps, zerosLike } from "../math/moments.ts";
import type { Algorithm } from "../options/algorithm.ts";
import { type Complete, type Named, type OptionsOf, read } from "../options/option.ts";
import { count, decay, key, positive, rate } from "../options/option-makers.ts";
import { type DecoupledDecayOptions, decoupledDecay, type RequiredRate } from "../options/tables.ts";
import type { Transform } from "../transform.ts";
import { type DescentState, descent } from "../transforms/descent.ts";

const curvature = {
  /** Decay of the average of the gradients. */
  b1: decay(0.965),
  /** Decay of the average of the curvature. */
  b2: decay(0.99),
  /** The least curvature to divide by. */
  eps: positive(1e-8),
  /** γ, which multiplies the curvature: the larger it is, the fewer coordinates are clipped. */
  gamma: positive(0.01),
  /** c, the greatest update of a coordinate. */
  clippingThreshold: positive(1),
  /** Steps from one estimate of the curvature to the next. */
  interval: count(10),
};

const ofSigns = {
  /** Of the random signs. */
  key: key(),
};

const rule = { ...curvature, ...ofSigns };

export interface ScaleBySophiaOptions extends OptionsOf<typeof rule>, Named {}

export type SophiaState = {
  /** Counts from 0: int32. */
  readonly step: Tensor;
  /** The average of the gradients, in the shapes of the parameters. */
  readonly m: Tree;
  /** The average of the Hessian's diagonal, in the shapes of the parameters. */
  readonly h: Tree;
  /** The key of the next estimate. */
  readonly key: Tensor;
};

/**
 * h ← b2·h + (1 - b2)s∘Hs for random signs s, and another key: unbiased for the diagonal of H (Hutchinson, "A
 * stochastic estimator of the trace of the influence matrix for Laplacian smoothing splines", 1989).
 */
const estimate =
  (objective: (params: Tree) => Tensor, b2: Operand) =>
  (h: Tree, key: Tensor, params: Tree): { h: Tree; key: Tensor } => {
    const { leaves, structure } = flatten(params);
    const [next, ...keys] = random.split(key, leaves.length + 1) as [Tensor, ...Tensor[]];
    const draw = ({ shape, dtype }: Tensor, index: number) =>
      sub(mul(cast(random.bernoulli(keys[index]!, shape), dtype), 2), 1);
    const signs = unflatten<Tree>(structure, leaves.map(draw));
    const curvature = mapTree(mul, signs, hvp(objective)(params, signs));
    return { h: mapTree(average(b2), h, curvature), key: next };
  };

/**
 * m ← b1·m + (1 - b1)g; the update is m̂/max(γh, eps), clipped to ±c, with m̂ = m/(1 - b1ᵗ). At the first step and
 * every k steps from then on h ← b2·h + (1 - b2)s∘Hs with random signs s, from one product with the Hessian H; it
 * counts from the next step on. Needs `context.objective`.
 *
 * @throws ArgumentError where an option is unknown or outside its range, and in `update` without parameters or
 * objective.
 */
export const scaleBySophia = (given: ScaleBySophiaOptions): Transform<SophiaState> =>
  divideByCurvature("scaleBySophia", read("scaleBySophia", rule, given));
scaleBySophia.options = rule;

function divideByCurvature(
  name: string,
  { key, b1, b2, eps, gamma, clippingThreshold, interval }: Complete<typeof rule>,
): Transform<SophiaState> {
  const direction = (step: Tensor) => (_: Tensor, m: Tensor, h: Tensor) => {
    const mHat = div(m, correction(b1, step, m));
    const limit = scalarLike(clippingThreshold, m);
    const curvature = maximum(mul(h, castLike(gamma, h)), castLike(eps, h));
    return clip(div(mHat, curvature), { min: neg(limit), max: limit });
  };
  return {
    init: (params) => ({ step: zeroSteps(), m: zerosLike(params), h: zerosLike(params), key }),
    update(gradients, { h, key: old, ...state }, context) {
      const params: Tree = requireParams(name, context);
      const objective = requireObjective(name, context) as (params: Tree) => Tensor;
      const step = add(state.step, 1);
      const m = mapTree(average(b1), state.m, gradients);
      const compute = estimate(objective, b2);
      const next = everyN({ step, interval }, { old: { h, key: old }, compute }, h, old, params);
      return [mapTree(direction(step), gradients, m, h), { step, m, ...next }];
    },
  };
}

const options = { learningRate: rate(), ...curvature, ...decoupledDecay(1e-4), ...ofSigns };

export interface SophiaOptions extends RequiredRate, ScaleBySophiaOptions, DecoupledDecayOptions {}

/**
 * Sophia-H (Liu et al., "Sophia: A Scalable Stochastic Second-order Optimizer for Language Model Pre-training", 2024,
 * arXiv 2305.14342): x ← x - η(clip(m̂/max(γh, eps), ±c) + λx), where h is an average of the Hessian's diagonal. It
 * needs `context.objective`.
 *
 * @throws ArgumentError where an option is unknown or outside its range, and in `update` without parameters or
 * objective.
 *
 * @example
 * const optimizer = optim.sophia({ learningRate: 0.1, key: random.key(1), weightDecay: 0 });
 * const f = (x: Tensor) => x.square().mul(tensor([1, 3])).sum();
 * const params = tensor([1, -2]);
 * const context = { params, objective: f };
 * const [updates] = optimizer.update(grad(f)(params), optimizer.init(params), context);
 * await updates.data(); // [-0.1, 0.1]
 */
export const sophia: Algorithm<SophiaOptions, DescentState<SophiaState>> = descent(
  "sophia",
  options,
  (given, name) => divideByCurvature(name, given),
);
