/** @file Descent by the signs of gradients. */

import { requireDecay } from "../../check.ts";
import type { Operand } from "../../graph/tensor.ts";
import { sign } from "../../ops/elementwise/unary.ts";
import type { Tree } from "../../tree.ts";
import { chain } from "../chain.ts";
import { type LearningRate, scaleByLearningRate } from "../schedules/schedule.ts";
import type { Signature } from "../text/signature.ts";
import { type Optimizer, stateless } from "../transform.ts";
import { addMomentum } from "../transforms/momentum.ts";

/**
 * The signs of the updates: every coordinate moves by the same distance.
 *
 * @example
 * const params = tensor([1, 2, 3]);
 * const [updates] = optim.scaleBySign().update(tensor([0.1, 0, -5]), [], { params });
 * await updates.data(); // [1, 0, -1]
 */
export const scaleBySign = () => stateless(sign);

export interface SignSgdOptions {
  readonly learningRate: LearningRate;
  /** μ of the sum of gradients whose sign is taken, in [0, 1); 0, the gradient itself, by default. */
  readonly momentum?: Operand;
}

/**
 * signSGD and, with momentum, Signum (Bernstein et al. 2018): x ← x - η·sign(b), b ← g + μb. The average of the
 * gradients has the sign of their sum.
 *
 * @example
 * const optimizer = optim.signSgd({ learningRate: 0.1, momentum: 0.9 });
 * const params = tensor([1, -2, 3]);
 * const [updates] = optimizer.update(params.mul(2), optimizer.init(params), { params });
 * await updates.data(); // [-0.1, 0.1, -0.1]
 */
export function signSgd({ learningRate, momentum = 0 }: SignSgdOptions): Optimizer<readonly Tree[]> {
  requireDecay("signSgd({ momentum })", momentum);
  const descend = [scaleBySign(), scaleByLearningRate("signSgd", learningRate)];
  return momentum === 0 ? chain(...descend) : chain(addMomentum(momentum), ...descend);
}

export const signSgdSignature: Signature<SignSgdOptions> = {
  name: "signSgd",
  create: signSgd,
  parameters: { learningRate: "number", momentum: "number" },
};
