/** @file Sophia. */

import { requireCount, requirePositive } from "../../check.ts";
import { hvp } from "../../grad/jacobian.ts";
import type { Operand, Tensor } from "../../graph/tensor.ts";
import { add, div, maximum, mul, neg, sub } from "../../ops/elementwise/arithmetic.ts";
import { cast } from "../../ops/elementwise/cast.ts";
import { clip } from "../../ops/elementwise/rounding.ts";
import * as random from "../../random/index.ts";
import { flatten, mapTree, type Tree, unflatten } from "../../tree.ts";
import { chain } from "../chain.ts";
import { requireObjective, requireParams } from "../context.ts";
import { type MomentOptions, requireMoments } from "../math/estimates.ts";
import { average, castLike, correction, scalarLike, zeroSteps, zerosLike } from "../math/moments.ts";
import type { LearningRate } from "../schedules/schedule.ts";
import type { Signature } from "../text/signature.ts";
import type { Optimizer, Transform } from "../transform.ts";
import { descendWithDecay } from "../transforms/descent.ts";
import type { DecayOptions } from "../transforms/weight-decay.ts";
import { everyN } from "../wrappers/every-n.ts";

/** b1 is 0.965, b2 0.99 and eps 1e-8 by default. */
export interface ScaleBySophiaOptions extends MomentOptions {
  /** Of the random signs. */
  readonly key: Tensor;
  /** γ, which multiplies the curvature: the larger it is, the fewer coordinates are clipped; 0.01 by default. */
  readonly gamma?: Operand;
  /** The greatest update of a coordinate; 1 by default. */
  readonly clippingThreshold?: Operand;
  /** Steps from one estimate of the curvature to the next; 10 by default. */
  readonly interval?: number;
}

/** The weight decay is 1e-4 by default. */
export interface SophiaOptions extends ScaleBySophiaOptions, DecayOptions {
  readonly learningRate: LearningRate;
}

/** A type and not an interface, so that it is a tree. */
export type SophiaState = {
  readonly step: Tensor;
  readonly m: Tree;
  /** The average curvature. */
  readonly h: Tree;
  readonly key: Tensor;
};

/** h ← b2·h + (1 - b2)s∘Hs for random signs s, and another key: unbiased for the diagonal of H (Hutchinson 1989). */
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
 * m ← b1·m + (1 - b1)g; the update is m̂/max(γh, eps), clipped to ±c. At the first step and every k steps from then on
 * h ← b2·h + (1 - b2)s∘Hs with random signs s, from one product with the Hessian H; it counts from the next step on.
 */
export function scaleBySophia({
  key,
  b1 = 0.965,
  b2 = 0.99,
  eps = 1e-8,
  gamma = 0.01,
  clippingThreshold = 1,
  interval = 10,
}: ScaleBySophiaOptions): Transform<SophiaState> {
  requireMoments("sophia", { b1, b2, eps });
  requirePositive("sophia({ gamma })", gamma);
  requirePositive("sophia({ clippingThreshold })", clippingThreshold);
  requireCount("sophia({ interval })", interval);
  const precondition = (m: Tensor, h: Tensor) => {
    const limit = scalarLike(clippingThreshold, m);
    const curvature = maximum(mul(h, castLike(gamma, h)), castLike(eps, h));
    return clip(div(m, curvature), { min: neg(limit), max: limit });
  };
  return {
    init: (params) => ({ step: zeroSteps(), m: zerosLike(params), h: zerosLike(params), key }),
    update(gradients, { h, key: old, ...state }, context) {
      const params = requireParams("sophia", context);
      const compute = estimate(requireObjective("sophia", context), b2);
      const step = add(state.step, 1);
      const m = mapTree(average(b1), state.m, gradients);
      const direction = (_: Tensor, first: Tensor, second: Tensor) =>
        precondition(div(first, correction(b1, step, first)), second);
      const next = everyN({ step, interval }, { old: { h, key: old }, compute }, h, old, params);
      return [mapTree(direction, gradients, m, h), { step, m, ...next }];
    },
  };
}

/**
 * Sophia-H (Liu et al. 2024): x ← x - η(clip(m̂/max(γh, eps), ±c) + λx), where h is an average of the Hessian's
 * diagonal. It needs `context.objective`.
 *
 * @example
 * const optimizer = optim.sophia({ learningRate: 0.1, key: random.key(1), weightDecay: 0 });
 * const f = (x: Tensor) => x.square().mul(tensor([1, 3])).sum();
 * const params = tensor([1, -2]);
 * const context = { params, objective: f };
 * const [updates] = optimizer.update(grad(f)(params), optimizer.init(params), context);
 * await updates.data(); // [-0.1, 0.1]
 */
export const sophia = ({
  learningRate,
  weightDecay = 1e-4,
  mask,
  ...options
}: SophiaOptions): Optimizer<readonly Tree[]> =>
  chain(scaleBySophia(options), descendWithDecay("sophia", { learningRate, weightDecay, mask }));

/** As text the key is a seed, 0 by default. */
interface SophiaText extends Omit<SophiaOptions, "key" | "mask"> {
  readonly seed?: number;
}

export const sophiaSignature: Signature<SophiaText> = {
  name: "sophia",
  create: ({ seed = 0, ...options }) => sophia({ ...options, key: random.key(seed) }),
  parameters: {
    learningRate: "number",
    b1: "number",
    b2: "number",
    eps: "number",
    gamma: "number",
    clippingThreshold: "number",
    interval: "number",
    weightDecay: "number",
    seed: "number",
  },
};
