/** @file Optimizers and their parts. */

export { type AdamOptions, type AdamState, adam, type ScaleByAdamOptions, scaleByAdam } from "./adam.ts";
export { chain } from "./chain.ts";
export { clipByGlobalNorm, globalNorm } from "./clip.ts";
export type { Mask, MaskTree } from "./mask.ts";
export { type ParsedOptimizer, parse } from "./parse.ts";
export { type LearningRate, type Schedule, scale, scaleByLearningRate, scaleBySchedule } from "./schedule.ts";
export * as schedules from "./schedules.ts";
export { type SgdOptions, sgd, trace } from "./sgd.ts";
export { applyUpdates, type Optimizer, type Transform, type UpdateContext } from "./transform.ts";
export { addDecayedWeights, type WeightDecayOptions } from "./weight-decay.ts";
