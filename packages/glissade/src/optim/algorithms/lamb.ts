/** @file LAMB. */

import { chain } from "../chain.ts";
import type { MomentState } from "../math/estimates.ts";
import { type Algorithm, algorithm } from "../options/algorithm.ts";
import { pick } from "../options/option.ts";
import { rate } from "../options/option-makers.ts";
import {
  type AdamMomentOptions,
  adamMoments,
  decayOfUpdates,
  type RequiredRate,
  type UpdateDecayOptions,
} from "../options/tables.ts";
import { type RateState, scaleByLearningRate } from "../schedules/schedule.ts";
import type { NoState } from "../transform.ts";
import { trustRatio } from "../transforms/trust-ratio.ts";
import { decayWeights } from "../transforms/weight-decay.ts";
import { scaleByAdam } from "./adam.ts";

const moments = adamMoments({ eps: 1e-6, nesterov: false });

const options = { learningRate: rate(), ...moments, ...decayOfUpdates };

export interface LambOptions extends RequiredRate, AdamMomentOptions, UpdateDecayOptions {}

/** The states of Adam's moments, of the decay, of the ratio and of the learning rate. */
export type LambState = readonly [MomentState, NoState, NoState, RateState];

/**
 * LAMB (You et al., "Large Batch Optimization for Deep Learning: Training BERT in 76 minutes", 2020, arXiv 1904.00962):
 * Adam's update u = m̂/(√v̂ + eps) with weight decay, scaled for each leaf: x ← x - η(u + λx)‖x‖/‖u + λx‖.
 *
 * @throws ArgumentError where an option is unknown or outside its range, and in `update` without parameters.
 *
 * @example
 * const optimizer = optim.lamb({ learningRate: 0.1 });
 * const params = tensor([3, 4]);
 * const [updates] = optimizer.update(tensor([1, 1]), optimizer.init(params), { params });
 * await updates.data(); // [-0.353553, -0.353553]: a tenth of the norm of the parameters
 */
export const lamb: Algorithm<LambOptions, LambState> = algorithm("lamb", options, (given, name) =>
  chain(
    scaleByAdam(pick(moments, given)),
    decayWeights(name, given),
    trustRatio(name, { coefficient: 1, eps: 0, minNorm: 0 }),
    scaleByLearningRate(given.learningRate),
  ),
);
