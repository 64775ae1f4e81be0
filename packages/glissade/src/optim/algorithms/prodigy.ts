/** @file Prodigy. */

import { literal } from "../../graph/literal.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { add, div, maximum, mul, neg, sub } from "../../ops/elementwise/arithmetic.ts";
import { greater, where } from "../../ops/elementwise/compare.ts";
import { abs, sqrt } from "../../ops/elementwise/unary.ts";
import { sum } from "../../ops/reduce/sum.ts";
import { flatten, mapTree, type Tree } from "../../tree.ts";
import { requireParams } from "../context.ts";
import { type MomentState, nextMoments, zeroMoments } from "../math/estimates.ts";
import { castLike, correction, scalarLike, zerosLike } from "../math/moments.ts";
import { type Algorithm, algorithm } from "../options/algorithm.ts";
import type { Complete, OptionsOf } from "../options/option.ts";
import { decay, optional, positive, rate } from "../options/option-makers.ts";
import {
  type DecoupledDecayOptions,
  decoupledDecay,
  type MomentOptions,
  moments,
} from "../options/tables.ts";
import { rateAt } from "../schedules/schedule.ts";
import type { Optimizer } from "../transform.ts";
import { decayWeights } from "../transforms/weight-decay.ts";

const own = {
  /** γ, which multiplies the rate that is found. */
  learningRate: rate(1),
  /** Decay of the sums that estimate the distance; √b2 by default. */
  b3: optional(decay),
  /** d₀, the first estimate of the distance, too small rather than too large. */
  initialDistance: positive(1e-6),
  /** c, which multiplies each new estimate. */
  coefficient: positive(1),
};

const options = { ...own, ...moments({ b1: 0.9, b2: 0.999, eps: 1e-8 }), ...decoupledDecay(0) };

export interface ProdigyOptions extends OptionsOf<typeof own>, MomentOptions, DecoupledDecayOptions {}

export type ProdigyState = MomentState & {
  /** x₀, the first parameters. */
  readonly start: Tree;
  /** d, the estimate of the distance: a scalar. */
  readonly distance: Tensor;
  /** r and s, whose quotient is a lower bound of the distance. */
  readonly gain: Tensor;
  readonly sums: Tree;
};

/** The sum of all elements of all leaves. */
const total = (tree: Tree): Tensor =>
  flatten(tree)
    .leaves.map((leaf) => sum(leaf))
    .reduce((x, y) => add(x, y));

/**
 * Prodigy (Mishchenko and Defazio, "Prodigy: An Expeditiously Adaptive Parameter-Free Learner", 2024,
 * arXiv 2306.06101): Adam whose rate grows with a lower bound d of the distance to the solution, so that none has to be
 * chosen. With η = γd√(1 - b2ᵗ)/(1 - b1ᵗ): m ← b1·m + (1 - b1)dg, v ← b2·v + (1 - b2)(dg)²,
 * r ← b3·r + η(d/d₀)⟨g, x₀ - x⟩, s ← b3·s + η(d/d₀)g, d ← max(d, c·r/‖s‖₁), x ← x - η(m/(√v + d·eps) + λx).
 *
 * @throws ArgumentError where an option is unknown or outside its range, and in `update` without parameters.
 *
 * @example
 * const optimizer = optim.prodigy({ initialDistance: 0.1 });
 * const params = tensor([1, 2]);
 * const [updates] = optimizer.update(tensor([3, -4]), optimizer.init(params), { params });
 * await updates.data(); // [-0.1, 0.1]
 */
export const prodigy: Algorithm<ProdigyOptions, ProdigyState> = algorithm("prodigy", options, createProdigy);

function createProdigy(given: Complete<typeof options>, name: string): Optimizer<ProdigyState> {
  const { learningRate, b1, b2, b3 = rootOf(b2), eps, initialDistance, coefficient } = given;
  const decay = decayWeights(name, given);
  const remember = (sum: Tensor) => mul(sum, castLike(b3, sum));

  /** η of the step, whose number counts from 1. */
  function rateFound(d: Tensor, step: Tensor): Tensor {
    const corrections = div(sqrt(correction(b2, step, d)), correction(b1, step, d));
    return mul(mul(d, castLike(rateAt(learningRate, sub(step, 1)), d)), corrections);
  }

  function estimate(gradients: Tree, params: Tree, { distance, ...state }: ProdigyState & { eta: Tensor }) {
    const weight = mul(state.eta, div(distance, castLike(initialDistance, distance)));
    const way = total(mapTree((g, from, to) => mul(g, sub(from, to)), gradients, state.start, params));
    const gain = add(remember(state.gain), mul(way, weight));
    const sums = mapTree((sum, g) => add(remember(sum), mul(g, weight)), state.sums, gradients);
    const size = total(mapTree(abs, sums));
    const bound = where(greater(size, 0), div(mul(gain, castLike(coefficient, gain)), size), 0);
    return { gain, sums, distance: maximum(distance, bound) };
  }

  return {
    init(params) {
      const [first] = flatten(params).leaves as [Tensor];
      const distance = scalarLike(initialDistance, first);
      const gain = literal(0, first.dtype);
      return { ...zeroMoments(params), start: params, distance, gain, sums: zerosLike(params) };
    },
    update(gradients, state, context) {
      const scaled = mapTree((gradient) => mul(gradient, state.distance), gradients);
      const { step, m, v } = nextMoments(scaled, state, { b1, b2 });
      const eta = rateFound(state.distance, step);
      const next = estimate(gradients, requireParams(name, context), { ...state, eta });
      const direction = (_: Tensor, first: Tensor, second: Tensor) =>
        div(first, add(sqrt(second), mul(next.distance, castLike(eps, second))));
      const [decayed] = decay.update(mapTree(direction, gradients, m, v), [], context);
      const updates = mapTree((update) => mul(update, neg(eta)), decayed);
      return [updates, { ...next, step, m, v, start: state.start }];
    },
    learningRate: ({ step, distance }) => rateFound(distance, add(step, 1)),
  };
}

const rootOf = (decay: Tensor | number) => (typeof decay === "number" ? Math.sqrt(decay) : sqrt(decay));
