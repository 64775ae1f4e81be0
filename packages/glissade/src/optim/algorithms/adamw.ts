/** @file AdamW. */

import type { Tree } from "../../tree.ts";
import { chain } from "../chain.ts";
import type { Signature } from "../text/signature.ts";
import type { Optimizer } from "../transform.ts";
import { descendWithDecay } from "../transforms/descent.ts";
import type { DecayOptions } from "../transforms/weight-decay.ts";
import { type AdamOptions, adamSignature, scaleByAdam } from "./adam.ts";

/** The weight decay is 1e-4 by default, as in optax; PyTorch has 0.01, Keras 0.004. */
export type AdamwOptions = AdamOptions & DecayOptions;

/**
 * AdamW (Loshchilov and Hutter 2019): x ← x - η(m̂/(√v̂ + eps) + λx). As in every library the learning rate
 * multiplies the decay; in the paper it does not.
 *
 * @example
 * const optimizer = optim.adamw({ learningRate: 0.1, weightDecay: 0.01 });
 * const params = tensor([1, 2, 3]);
 * const [updates] = optimizer.update(params.mul(2), optimizer.init(params), { params });
 * await updates.data(); // [-0.101, -0.102, -0.103]
 */
export function adamw({
  learningRate = 1e-3,
  weightDecay = 1e-4,
  mask,
  ...options
}: AdamwOptions = {}): Optimizer<readonly Tree[]> {
  return chain(scaleByAdam(options, "adamw"), descendWithDecay("adamw", { learningRate, weightDecay, mask }));
}

export const adamwSignature: Signature<Omit<AdamwOptions, "mask">> = {
  name: "adamw",
  create: adamw,
  parameters: { ...adamSignature.parameters, weightDecay: "number" },
};
