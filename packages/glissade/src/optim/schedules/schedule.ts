/** @file Learning rates: numbers, tensors, and functions of the step that are computed in the graph. */

import { requireFinite, requirePositive } from "../../check.ts";
import { type Operand, Tensor } from "../../graph/tensor.ts";
import { add, mul } from "../../ops/elementwise/arithmetic.ts";
import { mapTree } from "../../tree.ts";
import { castLike, zeroSteps } from "../math/moments.ts";
import { stateless, type Transform } from "../transform.ts";

/** A number for each step; the step is an int32 scalar that counts from 0. */
export type Schedule = (step: Tensor) => Tensor;

/** A tensor is a scalar of any float dtype, such as an argument of a function under `vmap`. */
export type LearningRate = number | Tensor | Schedule;

/** The rate of a step, for transforms that multiply by it themselves. */
export function rateOf(name: string, rate: LearningRate): (step: Tensor) => Operand {
  if (typeof rate === "function") return rate;
  requirePositive(`${name}({ learningRate })`, rate);
  return () => rate;
}

/** Multiplies updates by minus the learning rate: descent. */
export function scaleByLearningRate(name: string, rate: LearningRate): Transform {
  const at = rateOf(name, rate);
  if (typeof rate === "function") return scaleBySchedule((step) => mul(at(step), -1)) as Transform;
  return scale(rate instanceof Tensor ? mul(rate, -1) : -rate) as Transform;
}

/**
 * Multiplies updates by a number or scalar tensor.
 *
 * @example
 * const params = tensor([1, 2]);
 * const [updates] = optim.scale(-0.1).update(params, [], { params });
 * await updates.data(); // [-0.1, -0.2]
 */
export function scale(factor: Operand) {
  requireFinite("scale(factor)", factor);
  return stateless((leaf) => mul(leaf, castLike(factor, leaf)));
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
export function scaleBySchedule(schedule: Schedule): Transform<{ step: Tensor }> {
  return {
    init: () => ({ step: zeroSteps() }),
    update: (updates, { step }) => {
      const factor = schedule(step);
      return [mapTree((leaf) => mul(leaf, castLike(factor, leaf)), updates), { step: add(step, 1) }];
    },
  };
}
