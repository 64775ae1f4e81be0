/** @file NovoGrad. */

import { literal } from "../../graph/literal.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { add, div } from "../../ops/elementwise/arithmetic.ts";
import { equal, where } from "../../ops/elementwise/compare.ts";
import { sqrt, square } from "../../ops/elementwise/unary.ts";
import { sum } from "../../ops/reduce/sum.ts";
import type { Tree } from "../../tree.ts";
import { chain } from "../chain.ts";
import { average, castLike } from "../math/moments.ts";
import { type Algorithm, algorithm } from "../options/algorithm.ts";
import { type Complete, type OptionsOf, read } from "../options/option.ts";
import { decay, nonNegative, positive, rate } from "../options/option-makers.ts";
import { decayOfUpdates, type RequiredRate, type UpdateDecayOptions } from "../options/tables.ts";
import { type RateState, scaleByLearningRate } from "../schedules/schedule.ts";
import type { NoState, Transform } from "../transform.ts";
import { type LeafwiseState, leafwise } from "../transforms/leafwise.ts";
import { addMomentum } from "../transforms/momentum.ts";
import { decayWeights } from "../transforms/weight-decay.ts";

const own = {
  /** μ of the momentum. */
  b1: decay(0.9),
  /** Decay of the squared norm. */
  b2: decay(0.25),
  /** Added to the norm. */
  eps: positive(1e-6),
  /** Added to the squared norm. */
  epsRoot: nonNegative(0),
};

const rule = { ...own, ...decayOfUpdates };

export interface ScaleByNovogradOptions extends OptionsOf<typeof own>, UpdateDecayOptions {}

/** v of each leaf, a scalar, the state of the decay, and m. */
export type ScaleByNovogradState = readonly [LeafwiseState<Tensor>, NoState, Tree];

/**
 * v ← b2·v + (1 - b2)‖g‖² for each leaf, which starts as ‖g‖²; m ← b1·m + g/(√(v + epsRoot) + eps) + λx; the update is
 * m.
 *
 * @throws ArgumentError where an option is unknown or outside its range, and in `update` without parameters.
 */
export const scaleByNovograd = (given?: ScaleByNovogradOptions): Transform<ScaleByNovogradState> =>
  normalizedMomentum("scaleByNovograd", read("scaleByNovograd", rule, given));
scaleByNovograd.options = rule;

function normalizedMomentum(name: string, options: Complete<typeof rule>): Transform<ScaleByNovogradState> {
  const { b1, b2, eps, epsRoot } = options;
  const normalize = leafwise<Tensor>(name, {
    init: ({ dtype }) => literal(0, dtype),
    update(gradient, last, { step }) {
      const squares = sum(square(gradient));
      const v = where(equal(step, 1), squares, average(b2)(last, squares));
      const size = add(sqrt(add(v, castLike(epsRoot, v))), castLike(eps, v));
      return [div(gradient, size), v];
    },
  });
  return chain(normalize, decayWeights(name, options), addMomentum(b1));
}

const options = { learningRate: rate(), ...rule };

export interface NovogradOptions extends RequiredRate, ScaleByNovogradOptions {}

/**
 * NovoGrad (Ginsburg et al., "Stochastic Gradient Methods with Layer-wise Adaptive Moments for Training of Deep
 * Networks", 2019, arXiv 1905.11286): momentum of gradients that are divided by the norm of their leaf,
 * m ← b1·m + g/(√v + eps) + λx, x ← x - ηm.
 *
 * @throws ArgumentError where an option is unknown or outside its range, and in `update` without parameters.
 *
 * @example
 * const optimizer = optim.novograd({ learningRate: 0.1 });
 * const params = tensor([1, 2]);
 * const [updates] = optimizer.update(tensor([3, 4]), optimizer.init(params), { params });
 * await updates.data(); // [-0.06, -0.08]
 */
export const novograd: Algorithm<NovogradOptions, readonly [ScaleByNovogradState, RateState]> = algorithm(
  "novograd",
  options,
  (given, name) => chain(normalizedMomentum(name, given), scaleByLearningRate(given.learningRate)),
);
