/** @file Prodigy. */

import { requireDecay, requirePositive } from "../../check.ts";
import { literal } from "../../graph/literal.ts";
import type { Operand, Tensor } from "../../graph/tensor.ts";
import { add, div, maximum, mul, neg, sub } from "../../ops/elementwise/arithmetic.ts";
import { greater, where } from "../../ops/elementwise/compare.ts";
import { abs, sqrt } from "../../ops/elementwise/unary.ts";
import { sum } from "../../ops/reduce/sum.ts";
import { flatten, mapTree, type Tree } from "../../tree.ts";
import { requireParams } from "../context.ts";
import {
  type MomentOptions,
  type MomentState,
  nextMoments,
  requireMoments,
  zeroMoments,
} from "../math/estimates.ts";
import { castLike, correction, scalarLike, zerosLike } from "../math/moments.ts";
import { type LearningRate, rateOf } from "../schedules/schedule.ts";
import type { Signature } from "../text/signature.ts";
import type { Optimizer } from "../transform.ts";
import { addDecayedWeights, type DecayOptions } from "../transforms/weight-decay.ts";

/** b1 is 0.9, b2 0.999, eps 1e-8 and the weight decay 0 by default. */
export interface ProdigyOptions extends MomentOptions, DecayOptions {
  /** γ, which multiplies the rate that is found; 1 by default. */
  readonly learningRate?: LearningRate;
  /** Decay of the sums that estimate the distance, in [0, 1); √b2 by default. */
  readonly b3?: Operand;
  /** d₀, the first estimate of the distance, too small rather than too large; 1e-6 by default. */
  readonly initialDistance?: Operand;
  /** c, which multiplies each new estimate; 1 by default. */
  readonly coefficient?: Operand;
}

export type ProdigyState = MomentState & {
  readonly start: Tree;
  /** d, the estimate. */
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
 * Prodigy (Mishchenko and Defazio 2024): Adam whose rate grows with a lower bound d of the distance to the solution,
 * so that none has to be chosen. With η = γd√(1 - b2ᵗ)/(1 - b1ᵗ): m ← b1·m + (1 - b1)dg, v ← b2·v + (1 - b2)(dg)²,
 * r ← b3·r + η(d/d₀)⟨g, x₀ - x⟩, s ← b3·s + η(d/d₀)g, d ← max(d, c·r/‖s‖₁), x ← x - η(m/(√v + d·eps) + λx).
 *
 * @example
 * const optimizer = optim.prodigy({ initialDistance: 0.1 });
 * const params = tensor([1, 2]);
 * const [updates] = optimizer.update(tensor([3, -4]), optimizer.init(params), { params });
 * await updates.data(); // [-0.1, 0.1]
 */
export function prodigy({
  learningRate = 1,
  b1 = 0.9,
  b2 = 0.999,
  b3 = typeof b2 === "number" ? Math.sqrt(b2) : sqrt(b2),
  eps = 1e-8,
  initialDistance = 1e-6,
  coefficient = 1,
  weightDecay = 0,
  mask,
}: ProdigyOptions = {}): Optimizer<ProdigyState> {
  requireMoments("prodigy", { b1, b2, eps });
  requireDecay("prodigy({ b3 })", b3);
  requirePositive("prodigy({ initialDistance })", initialDistance);
  requirePositive("prodigy({ coefficient })", coefficient);
  const rate = rateOf("prodigy", learningRate);
  const decay = addDecayedWeights(weightDecay, { mask, name: "prodigy" });
  const remember = (sum: Tensor) => mul(sum, castLike(b3, sum));

  /** η of the step, whose number counts from 1. */
  function rateFound(d: Tensor, step: Tensor): Tensor {
    const corrections = div(sqrt(correction(b2, step, d)), correction(b1, step, d));
    return mul(mul(d, castLike(rate(sub(step, 1)), d)), corrections);
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
      const next = estimate(gradients, requireParams("prodigy", context), { ...state, eta });
      const direction = (_: Tensor, first: Tensor, second: Tensor) =>
        div(first, add(sqrt(second), mul(next.distance, castLike(eps, second))));
      const [decayed] = decay.update(mapTree(direction, gradients, m, v), [], context);
      const updates = mapTree((update) => mul(update, neg(eta)), decayed);
      return [updates, { ...next, step, m, v, start: state.start }];
    },
  };
}

export const prodigySignature: Signature<Omit<ProdigyOptions, "mask">> = {
  name: "prodigy",
  create: prodigy,
  parameters: {
    learningRate: "number",
    b1: "number",
    b2: "number",
    b3: "number",
    eps: "number",
    initialDistance: "number",
    coefficient: "number",
    weightDecay: "number",
  },
};
