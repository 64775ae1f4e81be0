/** @file Optimistic descent, and optimistic Adam. */

import type { Tensor } from "../../graph/tensor.ts";
import { add, mul, sub } from "../../ops/elementwise/arithmetic.ts";
import { equal, where } from "../../ops/elementwise/compare.ts";
import { mapTree, type Tree } from "../../tree.ts";
import { chain } from "../chain.ts";
import type { MomentState } from "../math/estimates.ts";
import { scalarLike, zeroSteps, zerosLike } from "../math/moments.ts";
import type { Algorithm } from "../options/algorithm.ts";
import { type Named, type OptionsOf, pick, read } from "../options/option.ts";
import { nonNegative, rate } from "../options/option-makers.ts";
import {
  type AdamMomentOptions,
  adamMoments,
  type OptionalRate,
  type RequiredRate,
} from "../options/tables.ts";
import type { Transform } from "../transform.ts";
import { type DescentState, descent } from "../transforms/descent.ts";
import { scaleByAdam } from "./adam.ts";

const rule = {
  /** α, the weight of the gradient. */
  alpha: nonNegative(1),
  /** β, the weight of its change since the last step. */
  beta: nonNegative(1),
};

export interface ScaleByOptimisticGradientOptions extends OptionsOf<typeof rule>, Named {}

export type OptimisticState = {
  /** Counts from 0: int32. */
  readonly step: Tensor;
  /** h, the last gradient. */
  readonly previous: Tree;
};

/**
 * The update is αg + β(g - h) with the gradient h of the last step, and αg at the first.
 *
 * @throws ArgumentError where an option is unknown or outside its range.
 */
export function scaleByOptimisticGradient(
  given?: ScaleByOptimisticGradientOptions,
): Transform<OptimisticState> {
  const { alpha, beta } = read("scaleByOptimisticGradient", rule, given);
  return {
    init: (params) => ({ step: zeroSteps(), previous: zerosLike(params) }),
    update(gradients, { step, previous }) {
      // αg + β(g - h) = (α + β)g - βh, with β = 0 at the first step
      const predict = (g: Tensor, h: Tensor) => {
        const weight = where(equal(step, 0), 0, scalarLike(beta, g));
        return sub(mul(g, add(weight, scalarLike(alpha, g))), mul(h, weight));
      };
      return [mapTree(predict, gradients, previous), { step: add(step, 1), previous: gradients }];
    },
  };
}
scaleByOptimisticGradient.options = rule;

const descentOptions = { learningRate: rate(), ...rule };

export interface OptimisticGradientDescentOptions extends RequiredRate, ScaleByOptimisticGradientOptions {}

/**
 * Optimistic gradient descent (Popov, "A modification of the Arrow-Hurwicz method for search of saddle points", 1980;
 * Mokhtari, Ozdaglar and Pattathil, "A Unified Analysis of Extra-gradient and Optimistic Gradient Methods for Saddle
 * Point Problems: Proximal Point Approach", 2020, arXiv 1901.08511): x ← x - η(αg + β(g - h)), which takes the change
 * since the last gradient h for the next one. It settles in saddles of two-player games, where descent circles.
 *
 * @throws ArgumentError where an option is unknown or outside its range.
 *
 * @example
 * const optimizer = optim.optimisticGradientDescent({ learningRate: 0.1 });
 * const params = tensor([1, 2]);
 * const [, state] = optimizer.update(tensor([2, 4]), optimizer.init(params), { params });
 * const [updates] = optimizer.update(tensor([1, 5]), state, { params });
 * await updates.data(); // [0, -0.6]
 */
export const optimisticGradientDescent: Algorithm<
  OptimisticGradientDescentOptions,
  DescentState<OptimisticState>
> = descent("optimisticGradientDescent", descentOptions, (given) =>
  scaleByOptimisticGradient(pick(rule, given)),
);

const moments = adamMoments({ eps: 1e-8, nesterov: true });
const adamOptions = { learningRate: rate(1e-3), ...moments, ...rule };

export interface OptimisticAdamOptions
  extends OptionalRate,
    AdamMomentOptions,
    ScaleByOptimisticGradientOptions {}

/**
 * Optimistic Adam (Daskalakis et al., "Training GANs with Optimism", 2018, arXiv 1711.00141):
 * x ← x - η(αu + β(u - w)) with Adam's update u and its last one, w.
 *
 * @throws ArgumentError where an option is unknown or outside its range.
 *
 * @example
 * const optimizer = optim.optimisticAdam({ learningRate: 0.1, nesterov: false });
 * const params = tensor([1, 2, 3]);
 * const [updates] = optimizer.update(params.mul(2), optimizer.init(params), { params });
 * await updates.data(); // [-0.1, -0.1, -0.1]
 */
export const optimisticAdam: Algorithm<
  OptimisticAdamOptions,
  DescentState<readonly [MomentState, OptimisticState]>
> = descent("optimisticAdam", adamOptions, (given) =>
  chain(scaleByAdam(pick(moments, given)), scaleByOptimisticGradient(pick(rule, given))),
);
