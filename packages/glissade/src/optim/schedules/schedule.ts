/** @file Learning rates: numbers, tensors, and functions of the step that are computed in the graph. */

import { requireFinite, requirePositive } from "../../graph/operand-checks.ts";
import { type Operand, Tensor } from "../../graph/tensor.ts";
import { add, mul } from "../../ops/elementwise/arithmetic.ts";
import { requireFunction } from "../../options/arguments.ts";
import { mapTree } from "../../tree.ts";
import { zeroSteps } from "../math/moments.ts";
import { scaleLeaf } from "../math/scale-leaf.ts";
import { type NoState, stateless, type Transform } from "../transform.ts";

/** A number for each step; the step is an int32 scalar that counts from 0. */
export type Schedule = (step: Tensor) => Tensor;

/** A tensor is a scalar of any float dtype, such as an argument of a function under `vmap`. */
export type LearningRate = number | Tensor | Schedule;

export type ScheduleState = {
  /** Counts from 0: int32. */
  readonly step: Tensor;
};

/** The state of a link that multiplies by a learning rate, which counts steps for a schedule alone. */
export type RateState = NoState | ScheduleState;

/** The rate of a step, for transforms that multiply by it themselves. */
export const rateAt = (rate: LearningRate, step: Tensor): Operand =>
  typeof rate === "function" ? rate(step) : rate;

/**
 * Descent: multiplies updates by minus the learning rate.
 *
 * @throws ArgumentError where the rate is a number and not positive and finite.
 *
 * @example
 * const params = tensor([1, 2]);
 * const descent = optim.scaleByLearningRate(0.1);
 * const [updates] = descent.update(params, descent.init(params), { params });
 * await updates.data(); // [-0.1, -0.2]
 */
export function scaleByLearningRate(rate: LearningRate): Transform<RateState> {
  if (typeof rate === "function") {
    const scaling = scaleBySchedule((step) => mul(rate(step), -1));
    return { ...scaling, learningRate: ({ step }: ScheduleState) => rate(step) };
  }
  requirePositive("scaleByLearningRate(rate)", rate);
  return { ...scale(rate instanceof Tensor ? mul(rate, -1) : -rate), learningRate: () => rate };
}

/**
 * Multiplies updates by a number or scalar tensor.
 *
 * @throws ArgumentError where the number is not finite.
 *
 * @example
 * const params = tensor([1, 2]);
 * const [updates] = optim.scale(-0.1).update(params, [], { params });
 * await updates.data(); // [-0.1, -0.2]
 */
export function scale(factor: Operand): Transform<NoState> {
  requireFinite("scale(factor)", factor);
  return stateless((leaf) => scaleLeaf(leaf, factor));
}

/**
 * Multiplies updates by a number for each step.
 *
 * @example
 * const halving = optim.scaleBySchedule(optim.schedules.exponential({ start: 1, rate: 0.5, steps: 1 }));
 * const params = tensor([4, 2]);
 * const [, state] = halving.update(params, halving.init(params), { params });
 * const [updates] = halving.update(params, state, { params });
 * await updates.data(); // [2, 1]
 */
export function scaleBySchedule(schedule: Schedule): Transform<ScheduleState> {
  requireFunction("scaleBySchedule(schedule)", schedule);
  return {
    init: () => ({ step: zeroSteps() }),
    update: (updates, { step }) => {
      const factor = schedule(step);
      return [mapTree((leaf) => scaleLeaf(leaf, factor), updates), { step: add(step, 1) }];
    },
  };
}
