/** @file Optimizers and their parts. */

export { type AcpropOptions, acprop, type ScaleByAcpropOptions, scaleByAcprop } from "./algorithms/acprop.ts";
export {
  type AdabeliefOptions,
  adabelief,
  type ScaleByAdabeliefOptions,
  scaleByAdabelief,
} from "./algorithms/adabelief.ts";
export {
  type AdadeltaOptions,
  adadelta,
  type ScaleByAdadeltaOptions,
  scaleByAdadelta,
} from "./algorithms/adadelta.ts";
export {
  type AdafactorOptions,
  adafactor,
  type ScaleByFactoredRmsOptions,
  scaleByFactoredRms,
} from "./algorithms/adafactor.ts";
export {
  type AdagradOptions,
  adagrad,
  type ScaleByAdagradOptions,
  scaleByAdagrad,
} from "./algorithms/adagrad.ts";
export { type AdamOptions, adam, type ScaleByAdamOptions, scaleByAdam } from "./algorithms/adam.ts";
export { type AdamaxOptions, adamax, scaleByAdamax } from "./algorithms/adamax.ts";
export { type AdamwOptions, adamw } from "./algorithms/adamw.ts";
export { type AdanOptions, adan, type ScaleByAdanOptions, scaleByAdan } from "./algorithms/adan.ts";
export {
  type AdemamixOptions,
  ademamix,
  type ScaleByAdemamixOptions,
  scaleByAdemamix,
} from "./algorithms/ademamix.ts";
export { type AdoptOptions, adopt, type ScaleByAdoptOptions, scaleByAdopt } from "./algorithms/adopt.ts";
export {
  type AmsgradOptions,
  amsgrad,
  type ScaleByAmsgradOptions,
  scaleByAmsgrad,
} from "./algorithms/amsgrad.ts";
export { type AsgdOptions, asgd } from "./algorithms/asgd.ts";
export { type DogOptions, type DogState, dog, type ScaleByDogOptions, scaleByDog } from "./algorithms/dog.ts";
export { type FromageOptions, fromage } from "./algorithms/fromage.ts";
export { type LambOptions, lamb } from "./algorithms/lamb.ts";
export { type LarsOptions, lars } from "./algorithms/lars.ts";
export { type LionOptions, lion, type ScaleByLionOptions, scaleByLion } from "./algorithms/lion.ts";
export { type MadgradOptions, madgrad } from "./algorithms/madgrad.ts";
export { type MuonOptions, muon, type ScaleByMuonOptions, scaleByMuon } from "./algorithms/muon.ts";
export { type NadamOptions, nadam } from "./algorithms/nadam.ts";
export { type NoisySgdOptions, noisySgd } from "./algorithms/noisy-sgd.ts";
export {
  type NovogradOptions,
  novograd,
  type ScaleByNovogradOptions,
  scaleByNovograd,
} from "./algorithms/novograd.ts";
export {
  type OptimisticAdamOptions,
  type OptimisticGradientDescentOptions,
  type OptimisticOptions,
  optimisticAdam,
  optimisticGradientDescent,
  scaleByOptimisticGradient,
} from "./algorithms/optimistic.ts";
export { type PolyakOptions, polyak, type ScaleByPolyakOptions, scaleByPolyak } from "./algorithms/polyak.ts";
export { type ProdigyOptions, type ProdigyState, prodigy } from "./algorithms/prodigy.ts";
export { type RadamOptions, radam, type ScaleByRadamOptions, scaleByRadam } from "./algorithms/radam.ts";
export {
  type RmspropOptions,
  rmsprop,
  type ScaleByRmsOptions,
  scaleByDeviation,
  scaleByRms,
} from "./algorithms/rmsprop.ts";
export { type RpropOptions, rprop } from "./algorithms/rprop.ts";
export {
  type ScheduleFreeOptions,
  type ScheduleFreeState,
  scheduleFree,
} from "./algorithms/schedule-free.ts";
export { type ScheduleFreeAdamwOptions, scheduleFreeAdamw } from "./algorithms/schedule-free-adamw.ts";
export { type ScheduleFreeSgdOptions, scheduleFreeSgd } from "./algorithms/schedule-free-sgd.ts";
export { type SgdOptions, sgd } from "./algorithms/sgd.ts";
export {
  type ScaleByShampooOptions,
  type ShampooOptions,
  scaleByShampoo,
  shampoo,
} from "./algorithms/shampoo.ts";
export { type SignSgdOptions, scaleBySign, signSgd } from "./algorithms/sign-sgd.ts";
export { type ScaleBySm3Options, type Sm3Options, scaleBySm3, sm3 } from "./algorithms/sm3.ts";
export { type ScaleBySoapOptions, type SoapOptions, scaleBySoap, soap } from "./algorithms/soap.ts";
export {
  type ScaleBySophiaOptions,
  type SophiaOptions,
  type SophiaState,
  scaleBySophia,
  sophia,
} from "./algorithms/sophia.ts";
export { type ScaleByYogiOptions, scaleByYogi, type YogiOptions, yogi } from "./algorithms/yogi.ts";
export { chain } from "./chain.ts";
export type { MomentOptions, MomentState } from "./math/estimates.ts";
export * as projections from "./math/projections.ts";
export * as schedules from "./schedules/index.ts";
export {
  type LearningRate,
  type Schedule,
  scale,
  scaleByLearningRate,
  scaleBySchedule,
} from "./schedules/schedule.ts";
export { type ParsedOptimizer, parse } from "./text/parse.ts";
export { applyUpdates, type Optimizer, type Transform, type UpdateContext } from "./transform.ts";
export { type AdaptiveClipOptions, adaptiveClip } from "./transforms/adaptive-clip.ts";
export { centralizeGradients } from "./transforms/centralize.ts";
export { clipByGlobalNorm, clipByNorm, clipByRms, clipByValue, globalNorm } from "./transforms/clip.ts";
export { type EmaOptions, type EmaState, ema } from "./transforms/ema.ts";
export { addMomentum, type MomentumOptions } from "./transforms/momentum.ts";
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
export type { Labels, Mask, MaskTree } from "./wrappers/mask.ts";
export { freeze, masked, setToZero } from "./wrappers/masked.ts";
export { type NamedStates, type NamedTransforms, namedChain } from "./wrappers/named-chain.ts";
export { type ApplyIfFiniteState, applyIfFinite, zeroNans } from "./wrappers/non-finite.ts";
export { partition } from "./wrappers/partition.ts";
export { type PlateauOptions, type PlateauState, reduceOnPlateau } from "./wrappers/reduce-on-plateau.ts";
export { type SamOptions, sam } from "./wrappers/sam.ts";
