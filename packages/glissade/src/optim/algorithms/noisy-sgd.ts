/** @file Stochastic gradient descent with noise of its own. */

import * as random from "../../random/index.ts";
import type { Tree } from "../../tree.ts";
import { chain } from "../chain.ts";
import { type LearningRate, scaleByLearningRate } from "../schedules/schedule.ts";
import type { Signature } from "../text/signature.ts";
import type { Optimizer } from "../transform.ts";
import { addNoise, type NoiseOptions } from "../transforms/noise.ts";

/** The variance η of the first step is 0.01 by default. */
export interface NoisySgdOptions extends Omit<NoiseOptions, "eta">, Partial<Pick<NoiseOptions, "eta">> {
  readonly learningRate: LearningRate;
}

/**
 * Gradient descent with noise that fades (Neelakantan et al. 2015): x ← x - η(g + N(0, η₀/t^γ)).
 *
 * @example
 * const optimizer = optim.noisySgd({ learningRate: 0.1, key: random.key(1), eta: 0 });
 * const params = tensor([1, 2, 3]);
 * const [updates] = optimizer.update(params.mul(2), optimizer.init(params), { params });
 * await updates.data(); // [-0.2, -0.4, -0.6]
 */
export const noisySgd = ({
  learningRate,
  eta = 0.01,
  ...options
}: NoisySgdOptions): Optimizer<readonly Tree[]> =>
  chain(addNoise({ ...options, eta }), scaleByLearningRate("noisySgd", learningRate));

/** As text the key is a seed, 0 by default. */
interface NoisySgdText extends Omit<NoisySgdOptions, "key"> {
  readonly seed?: number;
}

export const noisySgdSignature: Signature<NoisySgdText> = {
  name: "noisySgd",
  create: ({ seed = 0, ...options }) => noisySgd({ ...options, key: random.key(seed) }),
  parameters: { learningRate: "number", eta: "number", gamma: "number", seed: "number" },
};
