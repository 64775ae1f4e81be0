/** @file MADGRAD. */

import type { Tensor } from "../../graph/tensor.ts";
import { add, div, mul, sub } from "../../ops/elementwise/arithmetic.ts";
import { cast } from "../../ops/elementwise/cast.ts";
import { pow } from "../../ops/elementwise/pow.ts";
import { sqrt, square } from "../../ops/elementwise/unary.ts";
import { mapTree, type Tree } from "../../tree.ts";
import { chain } from "../chain.ts";
import { requireParams } from "../context.ts";
import { castLike, complement, scalarLike, zeroSteps, zerosLike } from "../math/moments.ts";
import { type Algorithm, algorithm } from "../options/algorithm.ts";
import type { Complete, OptionsOf } from "../options/option.ts";
import { decay, positive, rate } from "../options/option-makers.ts";
import { type OptionalRate, type PenaltyOptions, penalty } from "../options/tables.ts";
import { rateAt } from "../schedules/schedule.ts";
import type { NoState, Transform } from "../transform.ts";
import { decayWeights } from "../transforms/weight-decay.ts";

const own = {
  /** μ, the share of x that stays. */
  momentum: decay(0.9),
  /** Added to the cube root, and to the learning rate. */
  eps: positive(1e-6),
};

const options = { learningRate: rate(1e-2), ...own, ...penalty };

export interface MadgradOptions extends OptionalRate, OptionsOf<typeof own>, PenaltyOptions {}

export type MadgradState = {
  /** Counts from 0: int32. */
  readonly step: Tensor;
  /** x₀, the first parameters. */
  readonly start: Tree;
  /** s, the sum of the weighted gradients, in the shapes of the parameters. */
  readonly sum: Tree;
  /** v, the sum of their weighted squares, in the shapes of the parameters. */
  readonly squares: Tree;
};

/** s ← s + λg, v ← v + λg² with λ = (η + eps)√t, x ← μx + (1 - μ)(x₀ - s/(∛v + eps)). */
const dualAverage = (
  where: string,
  { learningRate, momentum, eps }: Complete<typeof options>,
): Transform<MadgradState> => ({
  init: (params) => ({
    step: zeroSteps(),
    start: params,
    sum: zerosLike(params),
    squares: zerosLike(params),
  }),
  update(gradients, state, context) {
    const step = add(state.step, 1);
    const rate = rateAt(learningRate, state.step);
    const weight = (leaf: Tensor): Tensor =>
      mul(sqrt(cast(step, leaf.dtype)), add(scalarLike(rate, leaf), castLike(eps, leaf)));
    const gather = (total: Tensor, leaf: Tensor) => add(total, mul(leaf, weight(leaf)));
    const sum = mapTree(gather, state.sum, gradients);
    const squares = mapTree((total, leaf) => gather(total, square(leaf)), state.squares, gradients);
    const move = (_: Tensor, x: Tensor, start: Tensor, s: Tensor, v: Tensor) => {
      const root = add(pow(v, 1 / 3), castLike(eps, v));
      return mul(sub(sub(start, div(s, root)), x), complement(castLike(momentum, v)));
    };
    const params = requireParams(where, context);
    const updates = mapTree(move, gradients, params, state.start, sum, squares);
    return [updates, { step, start: state.start, sum, squares }];
  },
  learningRate: ({ step }) => rateAt(learningRate, step),
});

/**
 * MADGRAD (Defazio and Jelassi, "Adaptivity without Compromise: A Momentumized, Adaptive, Dual Averaged Gradient Method
 * for Stochastic Optimization", 2022, arXiv 2101.11075): s ← s + λg and v ← v + λg² with λ = η√t,
 * x ← μx + (1 - μ)(x₀ - s/∛v), the dual average of all gradients, at the rate of their cubic root.
 *
 * @throws ArgumentError where an option is unknown or outside its range, and in `update` without parameters.
 *
 * @example
 * const optimizer = optim.madgrad({ learningRate: 0.1, momentum: 0 });
 * const params = tensor([1, 2, 3]);
 * const [updates] = optimizer.update(params.mul(2), optimizer.init(params), { params });
 * await updates.data(); // [-0.271441, -0.341994, -0.391487]
 */
export const madgrad: Algorithm<MadgradOptions, readonly [NoState, MadgradState]> = algorithm(
  "madgrad",
  options,
  (given, name) => chain(decayWeights(name, given), dualAverage(name, given)),
);
