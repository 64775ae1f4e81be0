/** @file Reduction of the step where the loss, or another value, no longer improves. */

import type { Tensor } from "../../graph/tensor.ts";
import { add, div, maximum, mul, neg, sub } from "../../ops/elementwise/arithmetic.ts";
import { equal, greater, less, logicalOr, where } from "../../ops/elementwise/compare.ts";
import { isNaN as isMissing } from "../../ops/elementwise/is-finite.ts";
import { sign } from "../../ops/elementwise/unary.ts";
import { mapTree } from "../../tree.ts";
import { requireLoss, requireValue } from "../context.ts";
import { castLike, toDouble, zeroSteps } from "../math/moments.ts";
import { type Complete, type Named, type OptionsOf, read } from "../options/option.ts";
import { count, fraction, nonNegative, oneOf, optional, whole } from "../options/option-makers.ts";
import type { Transform } from "../transform.ts";

const options = {
  /** What multiplies the updates from each plateau on. */
  factor: fraction(0.1),
  /** How many values in a row without improvement make a plateau. PyTorch waits for one more. */
  patience: count(10),
  /** The least improvement in proportion to the size of the best value. */
  rtol: nonNegative(1e-4),
  /** The least improvement beside that. */
  atol: nonNegative(0),
  /** How many values after a plateau do not count. */
  cooldown: whole(0),
  /** How many values are averaged to one, such as the losses of an epoch. */
  accumulationSize: count(1),
  /** The least scale. */
  minScale: nonNegative(0),
  /**
   * What is followed: `context.loss`, or `context.value`, such as a metric of validation. A `value` that is NaN is
   * none: nothing changes at steps without a new one.
   */
  follow: oneOf(["loss", "value"])("loss"),
  /** Whether an improvement is lower or higher; by default what `context.better` says of a value, else lower. */
  better: optional(oneOf(["lower", "higher"])),
};

export interface PlateauOptions extends OptionsOf<typeof options>, Named {}

export type PlateauState = {
  /** The sum of the values since the last average, and how many they are: float64 and int32. */
  readonly sum: Tensor;
  readonly count: Tensor;
  readonly plateau: Plateau;
};

type Plateau = {
  /** What the updates are multiplied by; float64, as the values. */
  readonly scale: Tensor;
  /** The best value, or its negative where higher is better. */
  readonly best: Tensor;
  /** Values in a row without improvement. */
  readonly bad: Tensor;
  /** Values to come that do not count. */
  readonly rest: Tensor;
};

/** The plateau after one more value, of which lower ones are better. */
function follow(
  { scale, best, bad, rest }: Plateau,
  value: Tensor,
  { factor, patience, rtol, atol, cooldown, minScale }: Complete<typeof options>,
): Plateau {
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
}

const startOfPlateau = (): Plateau => ({
  scale: toDouble(1),
  best: toDouble(Number.POSITIVE_INFINITY),
  bad: zeroSteps(),
  rest: zeroSteps(),
});

/**
 * Multiplies the updates by a factor whenever the loss has not improved for `patience` values. A value is an
 * improvement where it is below best - rtol·|best| - atol (above best + rtol·|best| + atol where higher is better); the
 * size of the best value, so that losses below 0 count too. Behind an optimizer.
 *
 * With `follow: "value"` it follows any number that the context carries, `context.value`: so a rate can fall with a
 * metric of validation, which is known once an epoch and NaN at the steps between.
 *
 * @throws ArgumentError where an option is unknown or outside its range, and in `update` without the loss or value.
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
export function reduceOnPlateau(given?: PlateauOptions): Transform<PlateauState> {
  const settings = read("reduceOnPlateau", options, given);
  const isLoss = settings.follow === "loss";
  const required = isLoss ? requireLoss : requireValue;
  return {
    init: () => ({ sum: toDouble(0), count: zeroSteps(), plateau: startOfPlateau() }),
    update(updates, state, context) {
      const seen = toDouble(required("reduceOnPlateau", context));
      // A loss that is NaN is a bad one, a value that is NaN is none.
      const isMissingValue = isLoss ? undefined : isMissing(seen);
      const isHigher = (settings.better ?? (isLoss ? "lower" : context.better)) === "higher";
      const value = isHigher ? neg(seen) : seen;
      const sum = add(state.sum, value);
      const count = add(state.count, 1);
      const isFull = equal(count, settings.accumulationSize);
      const next = follow(state.plateau, div(sum, settings.accumulationSize), settings);
      const plateau = mapTree((held, changed) => where(isFull, changed, held), state.plateau, next);
      const after = { sum: where(isFull, 0, sum), count: where(isFull, 0, count), plateau };
      const kept = isMissingValue
        ? mapTree((held, changed) => where(isMissingValue, held, changed), state, after)
        : after;
      const scaled = mapTree((leaf) => mul(leaf, castLike(kept.plateau.scale, leaf)), updates);
      return [scaled, kept];
    },
    learningRate: (_, { plateau }) => plateau.scale,
  };
}
reduceOnPlateau.options = options;
