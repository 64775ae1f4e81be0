/** @file Options that several optimizers have. */

import type { LearningRate } from "../schedules/schedule.ts";
import type { Named, OptionsOf } from "./option.ts";
import { decay, flag, mask, nonNegative, oneOf, positive } from "./option-makers.ts";

// Interfaces extend these: the declarations of a package lose the comments of a table that is spread into another.

export interface RequiredRate {
  /** η: a number, a scalar tensor or a schedule. */
  readonly learningRate: LearningRate;
}

export interface OptionalRate extends Partial<RequiredRate> {}

interface MomentDefaults {
  readonly b1: number;
  readonly b2: number;
  readonly eps: number;
}

export const moments = ({ b1, b2, eps }: MomentDefaults) => ({
  /** Decay of the first moment, the average of the gradients. */
  b1: decay(b1),
  /** Decay of the second moment, the average of their squares. */
  b2: decay(b2),
  /** Added to the root of the second moment. */
  eps: positive(eps),
});

export interface MomentOptions extends OptionsOf<ReturnType<typeof moments>>, Named {}

interface AdamDefaults {
  readonly eps: number;
  readonly nesterov: boolean;
}

/** The options of Adam besides the learning rate. */
export const adamMoments = ({ eps, nesterov }: AdamDefaults) => ({
  ...moments({ b1: 0.9, b2: 0.999, eps }),
  /** Added to v̂, under the root. */
  epsRoot: nonNegative(0),
  /** Add eps to √v and not to √v̂: the paper's ε̂, as in Keras and TensorFlow. */
  epsHat: flag(false),
  /** Look one step ahead with the first moment (Dozat 2016). */
  nesterov: flag(nesterov),
  /** Divide m by 1 - b1ᵗ and v by 1 - b2ᵗ, since both averages start at 0. */
  biasCorrection: flag(true),
});

export interface AdamMomentOptions extends OptionsOf<ReturnType<typeof adamMoments>>, Named {}

const decayMask = {
  /** Which leaves decay. */
  mask: mask(true),
};

interface DecayMaskOptions extends OptionsOf<typeof decayMask>, Named {}

export const decoupledDecay = (weightDecay: number) => ({
  /** λ of decoupled weight decay, x ← x - ηλx: the learning rate multiplies it. */
  weightDecay: nonNegative(weightDecay),
  ...decayMask,
});

export interface DecoupledDecayOptions
  extends DecayMaskOptions,
    OptionsOf<ReturnType<typeof decoupledDecay>>,
    Named {}

export const penalty = {
  /** λ of the penalty ½λ‖x‖²: g ← g + λx comes first. */
  weightDecay: nonNegative(0),
  ...decayMask,
};

export interface PenaltyOptions extends DecayMaskOptions, OptionsOf<typeof penalty>, Named {}

export const decayOfUpdates = {
  /** λ: u ← u + λx before that is scaled or summed. */
  weightDecay: nonNegative(0),
  ...decayMask,
};

export interface UpdateDecayOptions extends DecayMaskOptions, OptionsOf<typeof decayOfUpdates>, Named {}

/** μ and what is done with it. */
export const momenta = (momentumOf: "gradients" | "steps") => ({
  /** μ of the momentum; 0 is none. */
  momentum: decay(0),
  /**
   * `true`: the parameters are the look-ahead point, as in PyTorch and optax. `"textbook"`: the gradient is taken at
   * x + μv. `false`: heavy ball.
   */
  nesterov: oneOf([false, true, "textbook"])(false),
  /**
   * What is summed: gradients, or steps, which are gradients times their learning rate. The paths differ once the
   * rate changes; textbook Nesterov always sums steps.
   */
  momentumOf: oneOf(["gradients", "steps"])(momentumOf),
});

export interface MomentaOptions extends OptionsOf<ReturnType<typeof momenta>>, Named {}
