/** @file LARS. */

import { requirePositive } from "../../check.ts";
import type { Operand } from "../../graph/tensor.ts";
import type { Tree } from "../../tree.ts";
import { chain } from "../chain.ts";
import { type LearningRate, scaleByLearningRate } from "../schedules/schedule.ts";
import type { Signature } from "../text/signature.ts";
import type { Optimizer } from "../transform.ts";
import { type MomentumOptions, withMomentum } from "../transforms/momentum.ts";
import { scaleByTrustRatio } from "../transforms/trust-ratio.ts";
import { addDecayedWeights, type DecayOptions } from "../transforms/weight-decay.ts";
import { type Mask, readMask } from "../wrappers/mask.ts";
import { onPart } from "../wrappers/part.ts";

/** The momentum is 0.9 by default. The weight decay, 0 by default, is added to the gradient before that is scaled. */
export interface LarsOptions extends DecayOptions, Pick<MomentumOptions, "momentum" | "nesterov"> {
  readonly learningRate: LearningRate;
  /** c, how far a leaf may move in parts of its norm; 0.001 by default. */
  readonly trustCoefficient?: Operand;
  /** Which leaves are scaled; all by default. */
  readonly trustMask?: Mask;
  /** Added to the norm of the update; 0 by default. */
  readonly eps?: Operand;
}

/**
 * LARS (You et al. 2017): u ← (g + λx)·c‖x‖/(‖g + λx‖ + eps) for each leaf, b ← μb - ηu, x ← x + b.
 *
 * @example
 * const optimizer = optim.lars({ learningRate: 1, trustCoefficient: 0.1 });
 * const params = tensor([3, 4]);
 * const [updates] = optimizer.update(tensor([0, 2]), optimizer.init(params), { params });
 * await updates.data(); // [0, -0.5]
 */
export function lars({
  learningRate,
  momentum = 0.9,
  nesterov,
  weightDecay = 0,
  mask,
  trustCoefficient: coefficient = 1e-3,
  trustMask = true,
  eps,
}: LarsOptions): Optimizer<readonly Tree[]> {
  requirePositive("lars({ trustCoefficient })", coefficient);
  const descend = scaleByLearningRate("lars", learningRate);
  return chain(
    addDecayedWeights(weightDecay, { mask, name: "lars" }),
    onPart("lars", scaleByTrustRatio({ coefficient, eps, name: "lars" }), (params) =>
      readMask("lars({ trustMask })", trustMask, params),
    ),
    ...withMomentum("lars", descend, { momentum, nesterov, momentumOf: "steps" }),
  );
}

export const larsSignature: Signature<Omit<LarsOptions, "mask" | "trustMask">> = {
  name: "lars",
  create: lars,
  parameters: {
    learningRate: "number",
    momentum: "number",
    nesterov: [false, true, "textbook"],
    weightDecay: "number",
    trustCoefficient: "number",
    eps: "number",
  },
};
