/** @file Optimizers and their parts. */

export { type AccumulateState, accumulate } from "./accumulate.ts";
export { type AcpropOptions, acprop, type ScaleByAcpropOptions, scaleByAcprop } from "./acprop.ts";
export {
  type AdabeliefOptions,
  adabelief,
  type ScaleByAdabeliefOptions,
  scaleByAdabelief,
} from "./adabelief.ts";
export { type AdadeltaOptions, adadelta, type ScaleByAdadeltaOptions, scaleByAdadelta } from "./adadelta.ts";
export {
  type AdafactorOptions,
  adafactor,
  type ScaleByFactoredRmsOptions,
  scaleByFactoredRms,
} from "./adafactor.ts";
export { type AdagradOptions, adagrad, type ScaleByAdagradOptions, scaleByAdagrad } from "./adagrad.ts";
export { type AdamOptions, adam, type ScaleByAdamOptions, scaleByAdam } from "./adam.ts";
export { type AdamaxOptions, adamax, scaleByAdamax } from "./adamax.ts";
export { type AdamwOptions, adamw } from "./adamw.ts";
export { type AdanOptions, adan, type ScaleByAdanOptions, scaleByAdan } from "./adan.ts";
export { type AdaptiveClipOptions, adaptiveClip } from "./adaptive-clip.ts";
export { type AdemamixOptions, ademamix, type ScaleByAdemamixOptions, scaleByAdemamix } from "./ademamix.ts";
export { type AdoptOptions, adopt, type ScaleByAdoptOptions, scaleByAdopt } from "./adopt.ts";
export { type AmsgradOptions, amsgrad, type ScaleByAmsgradOptions, scaleByAmsgrad } from "./amsgrad.ts";
export { type AsgdOptions, asgd } from "./asgd.ts";
export {
  type AverageParametersOptions,
  type AverageState,
  averageParameters,
  type StochasticWeightAveragingOptions,
  type StochasticWeightAveragingState,
  stochasticWeightAveraging,
} from "./average-parameters.ts";
export { centralizeGradients } from "./centralize.ts";
export { chain } from "./chain.ts";
export { clipByGlobalNorm, clipByNorm, clipByRms, clipByValue, globalNorm } from "./clip.ts";
export { type DogOptions, type DogState, dog, type ScaleByDogOptions, scaleByDog } from "./dog.ts";
export { type EmaOptions, type EmaState, ema } from "./ema.ts";
export type { MomentOptions, MomentState } from "./estimates.ts";
export { type ApplyIfFiniteState, applyIfFinite, zeroNans } from "./finite.ts";
export { flatten } from "./flatten.ts";
export { type FromageOptions, fromage } from "./fromage.ts";
export {
  type Hyperparameters,
  hyperparametersOf,
  type InjectState,
  inject,
  setHyperparameters,
} from "./inject.ts";
export { type LambOptions, lamb } from "./lamb.ts";
export { type LarsOptions, lars } from "./lars.ts";
export { type LionOptions, lion, type ScaleByLionOptions, scaleByLion } from "./lion.ts";
export { type LookaheadOptions, type LookaheadState, lookahead } from "./lookahead.ts";
export { type MadgradOptions, madgrad } from "./madgrad.ts";
export type { Labels, Mask, MaskTree } from "./mask.ts";
export { freeze, masked, setToZero } from "./masked.ts";
export { type MomentumOptions, trace } from "./momentum.ts";
export { type MuonOptions, muon, type ScaleByMuonOptions, scaleByMuon } from "./muon.ts";
export { type NadamOptions, nadam } from "./nadam.ts";
export { type NamedStates, type NamedTransforms, namedChain } from "./named-chain.ts";
export { addNoise, type NoiseOptions, type NoiseState } from "./noise.ts";
export { type NoisySgdOptions, noisySgd } from "./noisy.ts";
export { type NovogradOptions, novograd, type ScaleByNovogradOptions, scaleByNovograd } from "./novograd.ts";
export {
  type OptimisticAdamOptions,
  type OptimisticGradientDescentOptions,
  type OptimisticOptions,
  optimisticAdam,
  optimisticGradientDescent,
  scaleByOptimisticGradient,
} from "./optimistic.ts";
export { type ParsedOptimizer, parse } from "./parse.ts";
export { partition } from "./partition.ts";
export { type PolyakOptions, polyak, type ScaleByPolyakOptions, scaleByPolyak } from "./polyak.ts";
export { type ProdigyOptions, type ProdigyState, prodigy } from "./prodigy.ts";
export { project } from "./project.ts";
export * as projections from "./projections.ts";
export { type RadamOptions, radam, type ScaleByRadamOptions, scaleByRadam } from "./radam.ts";
export { type PlateauOptions, type PlateauState, reduceOnPlateau } from "./reduce-on-plateau.ts";
export {
  type RmspropOptions,
  rmsprop,
  type ScaleByRmsOptions,
  scaleByDeviation,
  scaleByRms,
} from "./rmsprop.ts";
export { type RpropOptions, rprop } from "./rprop.ts";
export { type SamOptions, sam } from "./sam.ts";
export { type LearningRate, type Schedule, scale, scaleByLearningRate, scaleBySchedule } from "./schedule.ts";
export { type ScheduleFreeOptions, type ScheduleFreeState, scheduleFree } from "./schedule-free.ts";
export { type ScheduleFreeAdamwOptions, scheduleFreeAdamw } from "./schedule-free-adamw.ts";
export { type ScheduleFreeSgdOptions, scheduleFreeSgd } from "./schedule-free-sgd.ts";
export * as schedules from "./schedules/index.ts";
export { type SgdOptions, sgd } from "./sgd.ts";
export { type ScaleByShampooOptions, type ShampooOptions, scaleByShampoo, shampoo } from "./shampoo.ts";
export { type SignSgdOptions, scaleBySign, signSgd } from "./sign.ts";
export { type ScaleBySm3Options, type Sm3Options, scaleBySm3, sm3 } from "./sm3.ts";
export { type ScaleBySoapOptions, type SoapOptions, scaleBySoap, soap } from "./soap.ts";
export {
  type ScaleBySophiaOptions,
  type SophiaOptions,
  type SophiaState,
  scaleBySophia,
  sophia,
} from "./sophia.ts";
export { sparseRows } from "./sparse-rows.ts";
export { applyUpdates, type Optimizer, type Transform, type UpdateContext } from "./transform.ts";
export { scaleByTrustRatio, type TrustRatioOptions } from "./trust-ratio.ts";
export { addDecayedWeights, addSignedWeights, type WeightDecayOptions } from "./weight-decay.ts";
export { type ScaleByYogiOptions, scaleByYogi, type YogiOptions, yogi } from "./yogi.ts";
