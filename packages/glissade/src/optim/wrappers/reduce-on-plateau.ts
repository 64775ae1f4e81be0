/** @file Smaller steps where the loss no longer falls. */

import { requireCount, requireFraction, requireNonNegative, requireWhole } from "../../check.ts";
import type { Operand, Tensor } from "../../graph/tensor.ts";
import { add, div, maximum, mul, sub } from "../../ops/elementwise/arithmetic.ts";
import { equal, greater, less, logicalOr, where } from "../../ops/elementwise/compare.ts";
import { sign } from "../../ops/elementwise/unary.ts";
import { mapTree } from "../../tree.ts";
import { requireLoss } from "../context.ts";
import { castLike, toDouble, zeroSteps } from "../math/moments.ts";
import type { Transform } from "../transform.ts";

export interface PlateauOptions {
  /** What multiplies the updates from each plateau on, in (0, 1); 0.1 by default. */
  readonly factor?: Operand;
  /** How many values in a row without improvement make a plateau; 10 by default. PyTorch waits for one more. */
  readonly patience?: number;
  /** The least improvement in proportion to the size of the best value; 1e-4 by default. */
  readonly rtol?: Operand;
  /** The least improvement beside that; 0 by default. */
  readonly atol?: Operand;
  /** How many values after a plateau do not count; 0 by default. */
  readonly cooldown?: number;
  /** How many losses are averaged to one value, such as those of an epoch; 1 by default. */
  readonly accumulationSize?: number;
  /** The least scale; 0 by default. */
  readonly minScale?: Operand;
}

/** A type and not an interface, so that it is a tree. */
export type PlateauState = {
  /** The sum of the losses since the last value, and how many they are. */
  readonly sum: Tensor;
  readonly count: Tensor;
  readonly plateau: Plateau;
};

type Plateau = {
  /** What the updates are multiplied by; float64, as the losses. */
  readonly scale: Tensor;
  readonly best: Tensor;
  /** Values in a row without improvement. */
  readonly bad: Tensor;
  /** Values to come that do not count. */
  readonly rest: Tensor;
};

/**
 * Multiplies the updates by a factor whenever the loss has not improved for `patience` values. A value is an
 * improvement where it is below best - rtol·|best| - atol; the size of the best value, so that losses below 0 count
 * too. Behind an optimizer that needs `context.loss`, as `trainStep` gives it.
 *
 * @example
 * const halving = optim.reduceOnPlateau({ factor: 0.5, patience: 1 });
 * const optimizer = optim.chain(optim.sgd({ learningRate: 0.1 }), halving);
 * const params = tensor([1]);
 * const context = { params, loss: tensor(3) };
 * const [, state] = optimizer.update(tensor([1]), optimizer.init(params), context);
 * const [updates] = optimizer.update(tensor([1]), state, context);
 * await updates.data(); // [-0.05]
 */
export function reduceOnPlateau({
  factor = 0.1,
  patience = 10,
  rtol = 1e-4,
  atol = 0,
  cooldown = 0,
  accumulationSize = 1,
  minScale = 0,
}: PlateauOptions = {}): Transform<PlateauState> {
  requireFraction("reduceOnPlateau({ factor })", factor);
  requireCount("reduceOnPlateau({ patience })", patience);
  requireNonNegative("reduceOnPlateau({ rtol })", rtol);
  requireNonNegative("reduceOnPlateau({ atol })", atol);
  requireWhole("reduceOnPlateau({ cooldown })", cooldown);
  requireCount("reduceOnPlateau({ accumulationSize })", accumulationSize);
  requireNonNegative("reduceOnPlateau({ minScale })", minScale);
  const after = ({ scale, best, bad, rest }: Plateau, value: Tensor): Plateau => {
    const margin = mul(sub(1, mul(sign(best), castLike(rtol, best))), best);
    const improved = less(value, sub(margin, castLike(atol, best)));
    const rests = greater(rest, 0);
    const count = where(logicalOr(improved, rests), 0, add(bad, 1));
    const reached = equal(count, patience);
    const smaller = maximum(mul(scale, castLike(factor, scale)), castLike(minScale, scale));
    return {
      scale: where(reached, smaller, scale),
      best: where(improved, value, best),
      bad: where(reached, 0, count),
      rest: where(reached, cooldown, where(rests, sub(rest, 1), rest)),
    };
  };
  return {
    init: () => ({
      sum: toDouble(0),
      count: zeroSteps(),
      plateau: {
        scale: toDouble(1),
        best: toDouble(Number.POSITIVE_INFINITY),
        bad: zeroSteps(),
        rest: zeroSteps(),
      },
    }),
    update(updates, state, context) {
      const sum = add(state.sum, toDouble(requireLoss("reduceOnPlateau", context)));
      const count = add(state.count, 1);
      const isValue = equal(count, accumulationSize);
      const next = after(state.plateau, div(sum, accumulationSize));
      const plateau = mapTree((held, changed) => where(isValue, changed, held), state.plateau, next);
      const scaled = mapTree((leaf) => mul(leaf, castLike(plateau.scale, leaf)), updates);
      return [scaled, { sum: where(isValue, 0, sum), count: where(isValue, 0, count), plateau }];
    },
  };
}
