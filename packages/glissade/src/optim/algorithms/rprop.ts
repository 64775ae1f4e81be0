/** @file Rprop. */

import { requireAtLeast, requireDecay, requirePositive } from "../../check.ts";
import type { Operand, Tensor } from "../../graph/tensor.ts";
import { maximum, minimum, mul, neg } from "../../ops/elementwise/arithmetic.ts";
import { greater, less, where } from "../../ops/elementwise/compare.ts";
import { sign } from "../../ops/elementwise/unary.ts";
import { expand } from "../../ops/reduce/sum.ts";
import { mapTree, type Tree } from "../../tree.ts";
import { castLike, scalarLike, zeroSteps, zerosLike } from "../math/moments.ts";
import { type LearningRate, rateOf } from "../schedules/schedule.ts";
import type { Signature } from "../text/signature.ts";
import type { Optimizer } from "../transform.ts";

export interface RpropOptions {
  /** Of a step's size at the start, which is all that a schedule is asked for; 0.01 by default. */
  readonly learningRate?: LearningRate;
  /** Factor of the size where the gradient has turned, in [0, 1); 0.5 by default. */
  readonly etaMinus?: Operand;
  /** Factor where it has not, at least 1; 1.2 by default. */
  readonly etaPlus?: Operand;
  /** 1e-6 by default. */
  readonly minStepSize?: Operand;
  /** 50 by default. */
  readonly maxStepSize?: Operand;
}

/** Of each coordinate; a type and not an interface, so that it is a tree. */
type RpropState = { readonly sizes: Tree; readonly signs: Tree };

/**
 * Rprop (Riedmiller and Braun 1993) without backtracking: x ← x - sign(g)·s, where s grows by η⁺ as long as the sign
 * stays and shrinks by η⁻ where it turns, and x waits for one step there. For whole batches: noise turns signs.
 *
 * @example
 * const optimizer = optim.rprop({ learningRate: 0.1 });
 * const params = tensor([1, -2]);
 * const [first, state] = optimizer.update(tensor([1, -1]), optimizer.init(params), { params });
 * const [second] = optimizer.update(tensor([1, 1]), state, { params });
 * await first.data(); // [-0.1, 0.1]
 * await second.data(); // [-0.12, 0]
 */
export function rprop({
  learningRate = 1e-2,
  etaMinus = 0.5,
  etaPlus = 1.2,
  minStepSize = 1e-6,
  maxStepSize = 50,
}: RpropOptions = {}): Optimizer<RpropState> {
  requireDecay("rprop({ etaMinus })", etaMinus);
  requireAtLeast("rprop({ etaPlus })", etaPlus, 1);
  requirePositive("rprop({ minStepSize })", minStepSize);
  requirePositive("rprop({ maxStepSize })", maxStepSize);
  const start = rateOf("rprop", learningRate);
  const agreement = (gradient: Tensor, before: Tensor) => mul(sign(gradient), before);
  const resize = (size: Tensor, gradient: Tensor, before: Tensor): Tensor => {
    const same = agreement(gradient, before);
    const shrunk = where(less(same, 0), scalarLike(etaMinus, size), 1);
    const factor = where(greater(same, 0), scalarLike(etaPlus, size), shrunk);
    return maximum(minimum(mul(size, factor), castLike(maxStepSize, size)), castLike(minStepSize, size));
  };
  const turn = (gradient: Tensor, before: Tensor) =>
    where(less(agreement(gradient, before), 0), 0, sign(gradient));
  return {
    init: (params) => ({
      sizes: mapTree((leaf) => expand(scalarLike(start(zeroSteps()), leaf), leaf.shape), params),
      signs: zerosLike(params),
    }),
    update(gradients, state) {
      const sizes = mapTree(resize, state.sizes, gradients, state.signs);
      const signs = mapTree(turn, gradients, state.signs);
      return [mapTree((direction, size) => neg(mul(direction, size)), signs, sizes), { sizes, signs }];
    },
  };
}

export const rpropSignature: Signature<RpropOptions> = {
  name: "rprop",
  create: rprop,
  parameters: {
    learningRate: "number",
    etaMinus: "number",
    etaPlus: "number",
    minStepSize: "number",
    maxStepSize: "number",
  },
};
