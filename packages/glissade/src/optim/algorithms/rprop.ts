/** @file Rprop. */

import type { Tensor } from "../../graph/tensor.ts";
import { maximum, minimum, mul, neg } from "../../ops/elementwise/arithmetic.ts";
import { greater, less, where } from "../../ops/elementwise/compare.ts";
import { sign } from "../../ops/elementwise/unary.ts";
import { expand } from "../../ops/reduce/sum.ts";
import { mapTree, type Tree } from "../../tree.ts";
import { castLike, scalarLike, zeroSteps, zerosLike } from "../math/moments.ts";
import { type Algorithm, algorithm } from "../options/algorithm.ts";
import type { Complete, Named, OptionsOf } from "../options/option.ts";
import { atLeast, decay, positive, rate } from "../options/option-makers.ts";
import { rateAt } from "../schedules/schedule.ts";
import type { Optimizer } from "../transform.ts";

const options = {
  /** Of a step's size at the start, which is all that a schedule is asked for. */
  learningRate: rate(1e-2),
  /** Factor of the size where the gradient has turned. */
  etaMinus: decay(0.5),
  /** Factor where it has not. */
  etaPlus: atLeast(1)(1.2),
  /** The least size. */
  minStepSize: positive(1e-6),
  /** The greatest size. */
  maxStepSize: positive(50),
};

export interface RpropOptions extends OptionsOf<typeof options>, Named {}

/** Of each coordinate the size of its next step, and the sign of the gradient that it follows. */
export type RpropState = { readonly sizes: Tree; readonly signs: Tree };

/**
 * Rprop without backtracking (Riedmiller and Braun, "A direct adaptive method for faster backpropagation learning: the
 * RPROP algorithm", 1993): x ← x - sign(g)·s, where s grows by η⁺ as long as the sign stays and shrinks by η⁻ where it
 * turns, and x waits for one step there. For whole batches: noise turns signs.
 *
 * @throws ArgumentError where an option is unknown or outside its range.
 *
 * @example
 * const optimizer = optim.rprop({ learningRate: 0.1 });
 * const params = tensor([1, -2]);
 * const [first, state] = optimizer.update(tensor([1, -1]), optimizer.init(params), { params });
 * const [second] = optimizer.update(tensor([1, 1]), state, { params });
 * await first.data(); // [-0.1, 0.1]
 * await second.data(); // [-0.12, 0]
 */
export const rprop: Algorithm<RpropOptions, RpropState> = algorithm("rprop", options, createRprop);

function createRprop({
  learningRate,
  etaMinus,
  etaPlus,
  minStepSize,
  maxStepSize,
}: Complete<typeof options>): Optimizer<RpropState> {
  const agreement = (gradient: Tensor, lastSign: Tensor) => mul(sign(gradient), lastSign);
  const resize = (size: Tensor, gradient: Tensor, lastSign: Tensor): Tensor => {
    const same = agreement(gradient, lastSign);
    const shrunk = where(less(same, 0), scalarLike(etaMinus, size), 1);
    const factor = where(greater(same, 0), scalarLike(etaPlus, size), shrunk);
    return maximum(minimum(mul(size, factor), castLike(maxStepSize, size)), castLike(minStepSize, size));
  };
  const turn = (gradient: Tensor, lastSign: Tensor) =>
    where(less(agreement(gradient, lastSign), 0), 0, sign(gradient));
  const start = (leaf: Tensor) => expand(scalarLike(rateAt(learningRate, zeroSteps()), leaf), leaf.shape);
  return {
    init: (params) => ({ sizes: mapTree(start, params), signs: zerosLike(params) }),
    update(gradients, state) {
      const sizes = mapTree(resize, state.sizes, gradients, state.signs);
      const signs = mapTree(turn, gradients, state.signs);
      return [mapTree((direction, size) => neg(mul(direction, size)), signs, sizes), { sizes, signs }];
    },
  };
}
