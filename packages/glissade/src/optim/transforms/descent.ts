/** @file How optimizers with decoupled weight decay end. */

import { requireParams } from "../context.ts";
import { type LearningRate, scaleByLearningRate } from "../schedules/schedule.ts";
import type { Transform } from "../transform.ts";
import { addDecayedWeights, type DecayOptions } from "./weight-decay.ts";

export interface DescentOptions extends DecayOptions {
  readonly learningRate: LearningRate;
}

/** u ← -η(u + λx), as -ηu - ηλx: so every scalar meets the one before it, which spares a pass over the leaves. */
export function descendWithDecay(
  name: string,
  { learningRate, weightDecay = 0, mask }: DescentOptions,
): Transform {
  const decay = addDecayedWeights(weightDecay, { mask, name });
  const descend = scaleByLearningRate(name, learningRate);
  if (weightDecay === 0) return descend;
  return {
    init: descend.init,
    update(updates, state, context) {
      const [params] = descend.update(requireParams(name, context), state, context);
      const [steps, next] = descend.update(updates, state, context);
      return [decay.update(steps, [], { ...context, params })[0], next];
    },
  };
}
