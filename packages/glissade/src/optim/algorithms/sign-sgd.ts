/** @file Descent by the signs of gradients. */

import { sign } from "../../ops/elementwise/unary.ts";
import { withoutArguments } from "../../options/arguments.ts";
import type { Tree } from "../../tree.ts";
import { chain } from "../chain.ts";
import { type Algorithm, algorithm } from "../options/algorithm.ts";
import type { Named, OptionsOf } from "../options/option.ts";
import { decay, rate } from "../options/option-makers.ts";
import { type RateState, scaleByLearningRate } from "../schedules/schedule.ts";
import { identity, type NoState, stateless, type Transform } from "../transform.ts";
import { addMomentum } from "../transforms/momentum.ts";

/**
 * The signs of the updates: every coordinate moves by the same distance.
 *
 * @example
 * const params = tensor([1, 2, 3]);
 * const [updates] = optim.scaleBySign().update(tensor([0.1, 0, -5]), [], { params });
 * await updates.data(); // [1, 0, -1]
 */
export const scaleBySign = withoutArguments("scaleBySign", (): Transform<NoState> => stateless(sign));

const options = {
  learningRate: rate(),
  /** μ of the sum of gradients whose sign is taken; 0 is the gradient itself. */
  momentum: decay(0),
};

export interface SignSgdOptions extends OptionsOf<typeof options>, Named {}

/** The states of the momentum, which is the sum, of the sign and of the learning rate. */
export type SignSgdState = readonly [momentum: Tree, sign: NoState, rate: RateState];

/**
 * signSGD and, with momentum, Signum (Bernstein et al., "signSGD: Compressed Optimisation for Non-Convex Problems",
 * 2018, arXiv 1802.04434): x ← x - η·sign(b), b ← g + μb. The average of the gradients has the sign of their sum.
 *
 * @throws ArgumentError where an option is unknown or outside its range.
 *
 * @example
 * const optimizer = optim.signSgd({ learningRate: 0.1, momentum: 0.9 });
 * const params = tensor([1, -2, 3]);
 * const [updates] = optimizer.update(params.mul(2), optimizer.init(params), { params });
 * await updates.data(); // [-0.1, 0.1, -0.1]
 */
export const signSgd: Algorithm<SignSgdOptions, SignSgdState> = algorithm(
  "signSgd",
  options,
  ({ learningRate, momentum }) =>
    chain(
      momentum === 0 ? identity : addMomentum(momentum),
      scaleBySign(),
      scaleByLearningRate(learningRate),
    ),
);
