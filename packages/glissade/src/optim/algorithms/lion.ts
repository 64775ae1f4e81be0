/** @file Lion. */

import type { Tensor } from "../../graph/tensor.ts";
import { add, div, mul, sub } from "../../ops/elementwise/arithmetic.ts";
import { sign } from "../../ops/elementwise/unary.ts";
import { mapTree, type Tree } from "../../tree.ts";
import { average, castLike, zerosLike } from "../math/moments.ts";
import type { Algorithm } from "../options/algorithm.ts";
import { type Named, type OptionsOf, pick, read } from "../options/option.ts";
import { decay, rate } from "../options/option-makers.ts";
import { type DecoupledDecayOptions, decoupledDecay, type RequiredRate } from "../options/tables.ts";
import type { Transform } from "../transform.ts";
import { type DescentState, descent } from "../transforms/descent.ts";

const rule = {
  /** Share of the momentum in the sign. */
  b1: decay(0.9),
  /** Decay of the momentum. */
  b2: decay(0.99),
};

export interface ScaleByLionOptions extends OptionsOf<typeof rule>, Named {}

/**
 * The update is sign(b1·m + (1 - b1)g); then m ← b2·m + (1 - b2)g. The state is m.
 *
 * @throws ArgumentError where an option is unknown or outside its range.
 */
export function scaleByLion(given?: ScaleByLionOptions): Transform {
  const { b1, b2 } = read("scaleByLion", rule, given);
  // sign(b1·m + (1 - b1)g) = sign(m·b1/(1 - b1) + g): one pass less over each leaf
  const weight = typeof b1 === "number" ? b1 / (1 - b1) : div(b1, sub(1, b1));
  const direction = (gradient: Tensor, m: Tensor) => sign(add(mul(m, castLike(weight, m)), gradient));
  return {
    init: zerosLike<Tree>,
    update: (gradients, m) => [mapTree(direction, gradients, m), mapTree(average(b2), m, gradients)],
  };
}
scaleByLion.options = rule;

const options = { learningRate: rate(), ...rule, ...decoupledDecay(1e-3) };

/** The learning rate is three to ten times smaller than for Adam. */
export interface LionOptions extends RequiredRate, ScaleByLionOptions, DecoupledDecayOptions {}

/**
 * Lion (Chen et al., "Symbolic Discovery of Optimization Algorithms", 2023, arXiv 2302.06675):
 * x ← x - η(sign(b1·m + (1 - b1)g) + λx), m ← b2·m + (1 - b2)g. Every coordinate moves by η.
 *
 * @throws ArgumentError where an option is unknown or outside its range, and in `update` without parameters if there is
 * a weight decay.
 *
 * @example
 * const optimizer = optim.lion({ learningRate: 0.1, weightDecay: 0 });
 * const params = tensor([1, -2]);
 * const [updates] = optimizer.update(params.mul(2), optimizer.init(params), { params });
 * await updates.data(); // [-0.1, 0.1]
 */
export const lion: Algorithm<LionOptions, DescentState<Tree>> = descent("lion", options, (given) =>
  scaleByLion(pick(rule, given)),
);
