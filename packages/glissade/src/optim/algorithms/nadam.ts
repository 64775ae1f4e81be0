/** @file NAdam. */

import { literal } from "../../graph/literal.ts";
import type { Operand, Tensor } from "../../graph/tensor.ts";
import { add, mul, sub } from "../../ops/elementwise/arithmetic.ts";
import { cast } from "../../ops/elementwise/cast.ts";
import { exp } from "../../ops/elementwise/unary.ts";
import { mapTree } from "../../tree.ts";
import { corrected, type MomentState, nextMoments, zeroMoments } from "../math/estimates.ts";
import { over, plus, quotient, root, sum, times } from "../math/fraction.ts";
import { toDouble } from "../math/moments.ts";
import type { Algorithm } from "../options/algorithm.ts";
import type { Complete, OptionsOf } from "../options/option.ts";
import { nonNegative, optional, rate } from "../options/option-makers.ts";
import {
  type DecoupledDecayOptions,
  decoupledDecay,
  type MomentOptions,
  moments,
  type OptionalRate,
} from "../options/tables.ts";
import type { Transform } from "../transform.ts";
import { type DescentState, descent } from "../transforms/descent.ts";

const own = {
  /**
   * ψ of the momentum's own schedule, 0.004 in PyTorch and 1 in Keras; left out, the momentum is constant, as in
   * optax.
   */
  momentumDecay: optional(nonNegative),
};

const options = {
  learningRate: rate(2e-3),
  ...moments({ b1: 0.9, b2: 0.999, eps: 1e-8 }),
  ...own,
  ...decoupledDecay(0),
};

export interface NadamOptions
  extends OptionalRate,
    MomentOptions,
    OptionsOf<typeof own>,
    DecoupledDecayOptions {}

export type NadamState = MomentState & {
  /** The product of the momenta so far: float64. */
  readonly product: Tensor;
};

/** μ = b1(1 - ½·0.96^(ψt)) of the step, or b1 without ψ; in float64. */
function momentumAt(step: Tensor, b1: Operand, momentumDecay: Operand | undefined): Tensor {
  if (momentumDecay === undefined) return toDouble(b1);
  const share = exp(mul(cast(step, "float64"), mul(toDouble(momentumDecay), Math.log(0.96))));
  return mul(sub(1, mul(share, 0.5)), toDouble(b1));
}

/**
 * The update is (μ'm/(1 - μ'P) + (1 - μ)g/(1 - P))/(√v̂ + eps) with μ' the next momentum and P the product of all μ.
 */
const scaleByNadam = ({ b1, b2, eps, momentumDecay }: Complete<typeof options>): Transform<NadamState> => ({
  init: (params) => ({ ...zeroMoments(params), product: literal(1, "float64") }),
  update(gradients, state) {
    const { step, m, v } = nextMoments(gradients, state, { b1, b2 });
    const mu = momentumAt(step, b1, momentumDecay);
    const next = momentumAt(add(step, 1), b1, momentumDecay);
    const product = mul(state.product, mu);
    const direction = (g: Tensor, m: Tensor, v: Tensor) => {
      const ofGradient = times(over(g, sub(1, product)), sub(1, mu));
      const ahead = sum(ofGradient, over(m, sub(1, mul(product, next))), next);
      return quotient(ahead, plus(root(corrected(v, b2, step)), eps));
    };
    return [mapTree(direction, gradients, m, v), { step, m, v, product }];
  },
});

/**
 * NAdam (Dozat, "Incorporating Nesterov Momentum into Adam", 2016), Adam with Nesterov momentum:
 * x ← x - η((b1·m/(1 - b1ᵗ⁺¹) + (1 - b1)g/(1 - b1ᵗ))/(√v̂ + eps) + λx). With `momentumDecay` ψ the momentum
 * μ = b1(1 - ½·0.96^(ψt)) grows from b1/2 to b1, and products of all μ are in the place of the powers of b1.
 *
 * @throws ArgumentError where an option is unknown or outside its range, and in `update` without parameters if there is
 * a weight decay.
 *
 * @example
 * const optimizer = optim.nadam({ learningRate: 0.1 });
 * const params = tensor([1, 2, 3]);
 * const [updates] = optimizer.update(params.mul(2), optimizer.init(params), { params });
 * await updates.data(); // [-0.147368, -0.147368, -0.147368]
 */
export const nadam: Algorithm<NadamOptions, DescentState<NadamState>> = descent("nadam", options, (given) =>
  scaleByNadam(given),
);
