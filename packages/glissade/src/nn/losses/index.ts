/** @file The public names of losses. */

export {
  type BinaryCrossEntropyOptions,
  binaryCrossEntropy,
  type CrossEntropyOptions,
  type FocalOptions,
  focal,
  type LikelihoodOptions,
  negativeLogLikelihood,
  softmaxCrossEntropy,
} from "./classes.ts";
export { type CtcOptions, type CtcTargets, ctc } from "./ctc.ts";
export { type DiceOptions, dice } from "./dice.ts";
export {
  type GaussianOptions,
  gaussian,
  klDivergence,
  type NormalOutputs,
  type PoissonOptions,
  poisson,
} from "./distributions.ts";
export {
  cosineEmbedding,
  type InfoNceOptions,
  infoNce,
  type MarginOptions,
  type Pair,
  type Triple,
  triplet,
} from "./embeddings.ts";
export type { Loss, LossOptions } from "./loss.ts";
export { type HingeOptions, hinge, multiClassHinge } from "./margins.ts";
export { l1Penalty, l2Penalty, type PenaltyOptions } from "./penalties.ts";
export {
  type HuberOptions,
  halfSquaredError,
  huber,
  meanAbsoluteError,
  meanSquaredError,
  type SmoothL1Options,
  smoothL1,
} from "./regression.ts";
