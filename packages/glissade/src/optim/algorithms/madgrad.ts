/** @file MADGRAD. */

import { requireDecay, requirePositive } from "../../check.ts";
import type { Operand, Tensor } from "../../graph/tensor.ts";
import { add, div, mul, sub } from "../../ops/elementwise/arithmetic.ts";
import { cast } from "../../ops/elementwise/cast.ts";
import { pow } from "../../ops/elementwise/pow.ts";
import { sqrt, square } from "../../ops/elementwise/unary.ts";
import { mapTree, type Tree } from "../../tree.ts";
import { chain } from "../chain.ts";
import { requireParams } from "../context.ts";
import { castLike, complement, scalarLike, zeroSteps, zerosLike } from "../math/moments.ts";
import { type LearningRate, rateOf } from "../schedules/schedule.ts";
import type { Signature } from "../text/signature.ts";
import type { Optimizer, Transform } from "../transform.ts";
import { addDecayedWeights, type DecayOptions } from "../transforms/weight-decay.ts";

/** The weight decay, 0 by default, is an L2 penalty. */
export interface MadgradOptions extends DecayOptions {
  /** 0.01 by default. */
  readonly learningRate?: LearningRate;
  /** μ in [0, 1), the share of x that stays; 0.9 by default. */
  readonly momentum?: Operand;
  /** Added to the cube root, and to the learning rate; 1e-6 by default. */
  readonly eps?: Operand;
}

/** Where x started, and the sums of weighted gradients and of their squares; a type, so that it is a tree. */
type MadgradState = {
  readonly step: Tensor;
  readonly start: Tree;
  readonly sum: Tree;
  readonly squares: Tree;
};

function dualAverage({
  learningRate = 1e-2,
  momentum = 0.9,
  eps = 1e-6,
}: MadgradOptions): Transform<MadgradState> {
  requireDecay("madgrad({ momentum })", momentum);
  requirePositive("madgrad({ eps })", eps);
  const rate = rateOf("madgrad", learningRate);
  return {
    init: (params) => ({
      step: zeroSteps(),
      start: params,
      sum: zerosLike(params),
      squares: zerosLike(params),
    }),
    update(gradients, state, context) {
      const step = add(state.step, 1);
      const weight = (leaf: Tensor): Tensor =>
        mul(sqrt(cast(step, leaf.dtype)), add(scalarLike(rate(state.step), leaf), castLike(eps, leaf)));
      const gather = (total: Tensor, leaf: Tensor) => add(total, mul(leaf, weight(leaf)));
      const sum = mapTree(gather, state.sum, gradients);
      const squares = mapTree((total, leaf) => gather(total, square(leaf)), state.squares, gradients);
      const move = (_: Tensor, param: Tensor, start: Tensor, s: Tensor, v: Tensor) => {
        const root = add(pow(v, 1 / 3), castLike(eps, v));
        return mul(sub(sub(start, div(s, root)), param), complement(castLike(momentum, v)));
      };
      const params = requireParams("madgrad", context);
      const updates = mapTree(move, gradients, params, state.start, sum, squares);
      return [updates, { step, start: state.start, sum, squares }];
    },
  };
}

/**
 * MADGRAD (Defazio and Jelassi 2022): s ← s + λg and v ← v + λg² with λ = η√t, x ← μx + (1 - μ)(x₀ - s/∛v), the dual
 * average of all gradients, at the rate of their cubic root.
 *
 * @example
 * const optimizer = optim.madgrad({ learningRate: 0.1, momentum: 0 });
 * const params = tensor([1, 2, 3]);
 * const [updates] = optimizer.update(params.mul(2), optimizer.init(params), { params });
 * await updates.data(); // [-0.271441, -0.341994, -0.391487]
 */
export function madgrad(options: MadgradOptions = {}): Optimizer<readonly Tree[]> {
  const { weightDecay = 0, mask } = options;
  return chain(addDecayedWeights(weightDecay, { mask, name: "madgrad" }), dualAverage(options));
}

export const madgradSignature: Signature<Omit<MadgradOptions, "mask">> = {
  name: "madgrad",
  create: madgrad,
  parameters: { learningRate: "number", momentum: "number", eps: "number", weightDecay: "number" },
};
