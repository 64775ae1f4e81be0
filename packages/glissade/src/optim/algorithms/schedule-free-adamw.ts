/** @file Schedule-free AdamW. */

import { chain } from "../chain.ts";
import { type MomentOptions, requireMoments } from "../math/estimates.ts";
import type { LearningRate } from "../schedules/schedule.ts";
import type { Signature } from "../text/signature.ts";
import type { Optimizer } from "../transform.ts";
import { addDecayedWeights, type DecayOptions } from "../transforms/weight-decay.ts";
import { scaleByRms } from "./rmsprop.ts";
import {
  type AveragingOptions,
  averagingParameters,
  type ScheduleFreeState,
  scheduleFree,
} from "./schedule-free.ts";

/** b2 is 0.999, eps 1e-8 and the weight decay 0 by default; there is no first moment. */
export interface ScheduleFreeAdamwOptions extends AveragingOptions, Omit<MomentOptions, "b1">, DecayOptions {
  /** 0.0025 by default. */
  readonly learningRate?: LearningRate;
}

/**
 * Schedule-free AdamW: Adam's second moment without the first, whose part the average takes.
 *
 * @example
 * const optimizer = optim.scheduleFreeAdamw({ learningRate: 0.01, warmUpSteps: 100 });
 */
export function scheduleFreeAdamw({
  learningRate = 0.0025,
  b2 = 0.999,
  eps = 1e-8,
  weightDecay = 0,
  mask,
  ...options
}: ScheduleFreeAdamwOptions = {}): Optimizer<ScheduleFreeState> {
  const name = "scheduleFreeAdamw";
  requireMoments(name, { b1: 0, b2, eps });
  const inner = chain(
    scaleByRms({ decay: b2, eps, epsInside: false, biasCorrection: true }),
    addDecayedWeights(weightDecay, { mask, name }),
  );
  return scheduleFree(inner, { ...options, learningRate, name });
}

export const scheduleFreeAdamwSignature: Signature<Omit<ScheduleFreeAdamwOptions, "mask">> = {
  name: "scheduleFreeAdamw",
  create: scheduleFreeAdamw,
  parameters: { ...averagingParameters, b2: "number", eps: "number", weightDecay: "number" },
};
