/** @file Optimizers and their parts. */

export * from "./algorithms/index.ts";
export { chain, type States } from "./chain.ts";
export type { MomentState } from "./math/estimates.ts";
export { globalNorm } from "./math/norms.ts";
export * as projections from "./math/projections.ts";
export type { Algorithm, Described } from "./options/algorithm.ts";
export type { Labels, Mask, MaskTree } from "./options/mask.ts";
export * as schedules from "./schedules/index.ts";
export {
  type LearningRate,
  type RateState,
  type Schedule,
  type ScheduleState,
  scale,
  scaleByLearningRate,
  scaleBySchedule,
} from "./schedules/schedule.ts";
export { type ParsedOptimizer, parse } from "./text/parse.ts";
export {
  applyUpdates,
  type NoState,
  type Optimizer,
  type StateOf,
  type Transform,
  type UpdateContext,
} from "./transform.ts";
export { type AdaptiveClipOptions, adaptiveClip } from "./transforms/adaptive-clip.ts";
export { centralizeGradients } from "./transforms/centralize.ts";
export { clipByGlobalNorm, clipByNorm, clipByRms, clipByValue } from "./transforms/clip.ts";
export type { DescentState, PenalizedState } from "./transforms/descent.ts";
export { type EmaOptions, type EmaState, ema } from "./transforms/ema.ts";
export type { LeafwiseState } from "./transforms/leafwise.ts";
export { addMomentum, type MomentumOptions, type MomentumState } from "./transforms/momentum.ts";
export { addNoise, type NoiseOptions, type NoiseState } from "./transforms/noise.ts";
export { project } from "./transforms/project.ts";
export { sparseRows } from "./transforms/sparse-rows.ts";
export { scaleByTrustRatio, type TrustRatioOptions } from "./transforms/trust-ratio.ts";
export { addDecayedWeights, addSignedWeights, type WeightDecayOptions } from "./transforms/weight-decay.ts";
export { type AccumulateState, accumulate } from "./wrappers/accumulate.ts";
export {
  type AverageParametersOptions,
  type AverageState,
  averageParameters,
  type StochasticWeightAveragingOptions,
  type StochasticWeightAveragingState,
  stochasticWeightAveraging,
} from "./wrappers/average-parameters.ts";
export { flatten } from "./wrappers/flatten.ts";
export {
  type Hyperparameters,
  hyperparametersOf,
  type InjectState,
  inject,
  setHyperparameters,
} from "./wrappers/inject.ts";
export { type LookaheadOptions, type LookaheadState, lookahead } from "./wrappers/lookahead.ts";
export { freeze, masked, setToZero } from "./wrappers/masked.ts";
export { type NamedStates, type NamedTransforms, namedChain } from "./wrappers/named-chain.ts";
export { type ApplyIfFiniteState, applyIfFinite, zeroNans } from "./wrappers/non-finite.ts";
export { partition } from "./wrappers/partition.ts";
export { type PlateauOptions, type PlateauState, reduceOnPlateau } from "./wrappers/reduce-on-plateau.ts";
export { type SamOptions, sam } from "./wrappers/sam.ts";
