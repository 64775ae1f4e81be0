/** @file Schedule-free gradient descent. */

import type { LearningRate } from "../schedules/schedule.ts";
import type { Signature } from "../text/signature.ts";
import type { Optimizer } from "../transform.ts";
import { addDecayedWeights, type DecayOptions } from "../transforms/weight-decay.ts";
import {
  type AveragingOptions,
  averagingParameters,
  type ScheduleFreeState,
  scheduleFree,
} from "./schedule-free.ts";

/** The weight decay is 0 by default; it is taken at the parameters. */
export interface ScheduleFreeSgdOptions extends AveragingOptions, DecayOptions {
  /** 1 by default. */
  readonly learningRate?: LearningRate;
}

/**
 * Schedule-free gradient descent.
 *
 * @example
 * const optimizer = optim.scheduleFreeSgd({ learningRate: 0.5, warmUpSteps: 100 });
 */
export const scheduleFreeSgd = ({
  learningRate = 1,
  weightDecay = 0,
  mask,
  ...options
}: ScheduleFreeSgdOptions = {}): Optimizer<ScheduleFreeState> =>
  scheduleFree(addDecayedWeights(weightDecay, { mask, name: "scheduleFreeSgd" }), {
    ...options,
    learningRate,
    name: "scheduleFreeSgd",
  });

export const scheduleFreeSgdSignature: Signature<Omit<ScheduleFreeSgdOptions, "mask">> = {
  name: "scheduleFreeSgd",
  create: scheduleFreeSgd,
  parameters: { ...averagingParameters, weightDecay: "number" },
};
