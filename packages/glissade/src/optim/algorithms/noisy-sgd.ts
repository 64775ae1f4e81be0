/** @file Stochastic gradient descent with noise of its own. */

import type { Algorithm } from "../options/algorithm.ts";
import { type OptionsOf, pick } from "../options/option.ts";
import { key, nonNegative, rate } from "../options/option-makers.ts";
import type { RequiredRate } from "../options/tables.ts";
import { type DescentState, descent } from "../transforms/descent.ts";
import { addNoise, type NoiseState } from "../transforms/noise.ts";

const noise = {
  /** η₀, the variance of the noise at the first step; 0.01, 0.3 and 1 in the paper. */
  eta: nonNegative(0.01),
  /** γ, how fast it falls. */
  gamma: nonNegative(0.55),
  /** Of the random numbers; the state splits it at every step. */
  key: key(),
};

const options = { learningRate: rate(), ...noise };

export interface NoisySgdOptions extends RequiredRate, OptionsOf<typeof noise> {}

/**
 * Gradient descent with noise that fades (Neelakantan et al., "Adding Gradient Noise Improves Learning for Very Deep
 * Networks", 2015, arXiv 1511.06807): x ← x - η(g + N(0, η₀/t^γ)).
 *
 * @throws ArgumentError where an option is unknown or outside its range.
 *
 * @example
 * const optimizer = optim.noisySgd({ learningRate: 0.1, key: random.key(1), eta: 0 });
 * const params = tensor([1, 2, 3]);
 * const [updates] = optimizer.update(params.mul(2), optimizer.init(params), { params });
 * await updates.data(); // [-0.2, -0.4, -0.6]
 */
export const noisySgd: Algorithm<NoisySgdOptions, DescentState<NoiseState>> = descent(
  "noisySgd",
  options,
  (given) => addNoise(pick(noise, given)),
);
