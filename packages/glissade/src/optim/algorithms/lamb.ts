/** @file LAMB. */

import type { Tree } from "../../tree.ts";
import { chain } from "../chain.ts";
import { type LearningRate, scaleByLearningRate } from "../schedules/schedule.ts";
import type { Signature } from "../text/signature.ts";
import type { Optimizer } from "../transform.ts";
import { scaleByTrustRatio } from "../transforms/trust-ratio.ts";
import { addDecayedWeights, type DecayOptions } from "../transforms/weight-decay.ts";
import { adamSignature, type ScaleByAdamOptions, scaleByAdam } from "./adam.ts";

/** Of Adam's options, eps is 1e-6 by default; the weight decay is 0. */
export interface LambOptions extends ScaleByAdamOptions, DecayOptions {
  readonly learningRate: LearningRate;
}

/**
 * LAMB (You et al. 2020): Adam's update u with weight decay, scaled for each leaf: x ← x - η(u + λx)‖x‖/‖u + λx‖.
 *
 * @example
 * const optimizer = optim.lamb({ learningRate: 0.1 });
 * const params = tensor([3, 4]);
 * const [updates] = optimizer.update(tensor([1, 1]), optimizer.init(params), { params });
 * await updates.data(); // [-0.353553, -0.353553]: a tenth of the norm of the parameters
 */
export const lamb = ({
  learningRate,
  weightDecay = 0,
  mask,
  eps = 1e-6,
  ...options
}: LambOptions): Optimizer<readonly Tree[]> =>
  chain(
    scaleByAdam({ ...options, eps }, "lamb"),
    addDecayedWeights(weightDecay, { mask, name: "lamb" }),
    scaleByTrustRatio({ name: "lamb" }),
    scaleByLearningRate("lamb", learningRate),
  );

export const lambSignature: Signature<Omit<LambOptions, "mask">> = {
  name: "lamb",
  create: lamb,
  parameters: { ...adamSignature.parameters, weightDecay: "number" },
};
