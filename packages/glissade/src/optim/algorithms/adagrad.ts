/** @file AdaGrad. */

import type { Tensor } from "../../graph/tensor.ts";
import { add, div, mul } from "../../ops/elementwise/arithmetic.ts";
import { cast } from "../../ops/elementwise/cast.ts";
import { sqrt, square } from "../../ops/elementwise/unary.ts";
import { mapTree, type Tree } from "../../tree.ts";
import { chain } from "../chain.ts";
import { castLike, filledLike, toDouble } from "../math/moments.ts";
import { type Algorithm, algorithm } from "../options/algorithm.ts";
import { type Complete, type Named, type OptionsOf, pick, read } from "../options/option.ts";
import { fixedNonNegative, flag, nonNegative, positive, rate } from "../options/option-makers.ts";
import type { OptionalRate } from "../options/tables.ts";
import { type LearningRate, rateAt, scaleByLearningRate } from "../schedules/schedule.ts";
import type { Transform } from "../transform.ts";
import type { DescentState } from "../transforms/descent.ts";

const rule = {
  /** Where the sum of squares starts: 0.1 in optax and Keras, 0 in PyTorch, where the first step is η·sign(g). */
  initialAccumulator: fixedNonNegative(0.1),
  /** Against division by zero. */
  eps: positive(1e-7),
  /** Add eps under the root (optax, Keras) and not behind it (PyTorch). */
  epsInside: flag(true),
};

export interface ScaleByAdagradOptions extends OptionsOf<typeof rule>, Named {}

/**
 * s ← s + g²; the update is g/√(s + eps), or g/(√s + eps). The state is s.
 *
 * @throws ArgumentError where an option is unknown or outside its range.
 */
export function scaleByAdagrad(given?: ScaleByAdagradOptions): Transform {
  const { initialAccumulator, eps, epsInside } = read("scaleByAdagrad", rule, given);
  const root = (sum: Tensor) =>
    epsInside ? sqrt(add(sum, castLike(eps, sum))) : add(sqrt(sum), castLike(eps, sum));
  return {
    init: (params) => filledLike(params, initialAccumulator),
    update(gradients, state) {
      const sums = mapTree((sum, gradient) => add(sum, square(gradient)), state, gradients);
      return [mapTree((gradient, sum) => div(gradient, root(sum)), gradients, sums), sums];
    },
  };
}
scaleByAdagrad.options = rule;

const own = {
  /** PyTorch's d of η/(1 + d(t - 1)). */
  rateDecay: nonNegative(0),
};

const options = { learningRate: rate(1e-2), ...rule, ...own };

export interface AdagradOptions extends OptionalRate, ScaleByAdagradOptions, OptionsOf<typeof own> {}

/**
 * AdaGrad (Duchi, Hazan and Singer, "Adaptive Subgradient Methods for Online Learning and Stochastic Optimization",
 * 2011): x ← x - ηg/√(s + eps), s ← s + g². Every coordinate has a rate of its own, which only ever falls: slowly for
 * features that are rare.
 *
 * @throws ArgumentError where an option is unknown or outside its range.
 *
 * @example
 * const optimizer = optim.adagrad({ learningRate: 0.1, initialAccumulator: 0 });
 * const params = tensor([1, 2, 3]);
 * const [updates] = optimizer.update(params.mul(2), optimizer.init(params), { params });
 * await updates.data(); // [-0.1, -0.1, -0.1]
 */
export const adagrad: Algorithm<AdagradOptions, DescentState<Tree>> = algorithm("adagrad", options, (given) =>
  chain(scaleByAdagrad(pick(rule, given)), scaleByLearningRate(decayingRate(given))),
);

/** η/(1 + dt) with t from 0. */
function decayingRate({ learningRate, rateDecay }: Complete<typeof options>): LearningRate {
  if (rateDecay === 0) return learningRate;
  return (step) =>
    div(toDouble(rateAt(learningRate, step)), add(mul(cast(step, "float64"), toDouble(rateDecay)), 1));
}
