/** @file Momentum: sums of gradients, or of steps. */

import { ArgumentError } from "../../errors.ts";
import { requireDecay } from "../../graph/operand-checks.ts";
import type { Operand, Tensor } from "../../graph/tensor.ts";
import { add, mul } from "../../ops/elementwise/arithmetic.ts";
import { mapTree, type Tree } from "../../tree.ts";
import { castLike, zerosLike } from "../math/moments.ts";
import { type Named, type OptionsOf, read } from "../options/option.ts";
import { flag } from "../options/option-makers.ts";
import { type LearningRate, type RateState, scaleByLearningRate } from "../schedules/schedule.ts";
import { identity, type Transform } from "../transform.ts";
import { namedChain } from "../wrappers/named-chain.ts";

const options = {
  /** Apply momentum also to the sum just made. */
  nesterov: flag(false),
  /** Ask for the gradient where the momentum alone would lead. */
  lookAhead: flag(false),
};

export interface MomentumOptions extends OptionsOf<typeof options>, Named {}

/**
 * Heavy ball (Polyak, "Some methods of speeding up the convergence of iteration methods", 1964): b ← g + μb; the update
 * is b, or g + μb with Nesterov. The state is b, 0 at the start.
 *
 * @throws ArgumentError where μ is a number outside [0, 1).
 *
 * @example
 * const momentum = optim.addMomentum(0.5);
 * const params = tensor([1, 2]);
 * const [, sum] = momentum.update(params, momentum.init(params), { params });
 * const [updates] = momentum.update(params, sum, { params });
 * await updates.data(); // [1.5, 3]
 */
export function addMomentum(momentum: Operand, given?: MomentumOptions): Transform {
  const { nesterov, lookAhead } = read("addMomentum", options, given);
  requireDecay("addMomentum(momentum)", momentum);
  const accumulate = (gradient: Tensor, sum: Tensor) => add(gradient, mul(sum, castLike(momentum, sum)));
  return {
    init: zerosLike<Tree>,
    update(gradients, state) {
      const sums = mapTree(accumulate, gradients, state);
      return [nesterov ? mapTree(accumulate, gradients, sums) : sums, sums];
    },
    gradientPoint: lookAhead
      ? (params, state) => mapTree((leaf, sum) => add(leaf, mul(sum, castLike(momentum, sum))), params, state)
      : undefined,
  };
}
addMomentum.options = options;

interface MomentumDescent {
  readonly learningRate: LearningRate;
  readonly momentum: Operand;
  readonly nesterov: boolean | "textbook";
  readonly momentumOf: "gradients" | "steps";
}

export type MomentumState = {
  /** The sum of gradients or steps, in the shapes of the parameters; nothing where the momentum is 0. */
  readonly momentum: Tree;
  readonly rate: RateState;
};

/** Multiplies by the learning rate and sums, in the order that the options say. */
export function descendWithMomentum(
  where: string,
  { learningRate, momentum, nesterov, momentumOf }: MomentumDescent,
): Transform<MomentumState> {
  const rate = scaleByLearningRate(learningRate);
  if (momentum === 0) {
    if (!nesterov) return namedChain({ momentum: identity, rate });
    throw new ArgumentError({ where: `${where}({ nesterov })`, rule: "needs momentum above 0, got 0" });
  }
  const lookAhead = nesterov === "textbook";
  const sum = addMomentum(momentum, { nesterov: nesterov === true, lookAhead });
  return momentumOf === "steps" || lookAhead
    ? namedChain({ rate, momentum: sum })
    : namedChain({ momentum: sum, rate });
}
