/** @file LARS. */

import { chain } from "../chain.ts";
import { type Algorithm, algorithm } from "../options/algorithm.ts";
import { readMask } from "../options/mask.ts";
import type { OptionsOf } from "../options/option.ts";
import { decay, mask, nonNegative, oneOf, positive, rate } from "../options/option-makers.ts";
import { decayOfUpdates, type RequiredRate, type UpdateDecayOptions } from "../options/tables.ts";
import type { NoState } from "../transform.ts";
import { descendWithMomentum, type MomentumState } from "../transforms/momentum.ts";
import { trustRatio } from "../transforms/trust-ratio.ts";
import { decayWeights } from "../transforms/weight-decay.ts";
import { onPart } from "../wrappers/part.ts";

const own = {
  /** μ of the sum of steps. */
  momentum: decay(0.9),
  /**
   * `true`: the parameters are the look-ahead point, as in PyTorch and optax. `"textbook"`: the gradient is taken at
   * x + μb. `false`: heavy ball.
   */
  nesterov: oneOf([false, true, "textbook"])(false),
  /** c, how far a leaf may move in parts of its norm. */
  trustCoefficient: positive(1e-3),
  /** Which leaves are scaled. */
  trustMask: mask(true),
  /** Added to the norm of the update. */
  eps: nonNegative(0),
};

const options = { learningRate: rate(), ...own, ...decayOfUpdates };

export interface LarsOptions extends RequiredRate, OptionsOf<typeof own>, UpdateDecayOptions {}

/** The states of the decay, of the ratio and of the momentum. */
export type LarsState = readonly [NoState, NoState, MomentumState];

/**
 * LARS (You, Gitman and Ginsburg, "Large Batch Training of Convolutional Networks", 2017, arXiv 1708.03888):
 * u ← (g + λx)·c‖x‖/(‖g + λx‖ + eps) for each leaf, b ← μb - ηu, x ← x + b.
 *
 * @throws ArgumentError where an option is unknown or outside its range, and in `update` without parameters.
 *
 * @example
 * const optimizer = optim.lars({ learningRate: 1, trustCoefficient: 0.1 });
 * const params = tensor([3, 4]);
 * const [updates] = optimizer.update(tensor([0, 2]), optimizer.init(params), { params });
 * await updates.data(); // [0, -0.5]
 */
export const lars: Algorithm<LarsOptions, LarsState> = algorithm("lars", options, (given, name) => {
  const { trustCoefficient: coefficient, trustMask, eps } = given;
  const ratio = trustRatio(name, { coefficient, eps, minNorm: 0 });
  return chain(
    decayWeights(name, given),
    onPart(name, ratio, (params) => readMask(`${name}({ trustMask })`, trustMask, params)),
    descendWithMomentum(name, { ...given, momentumOf: "steps" }),
  );
});
