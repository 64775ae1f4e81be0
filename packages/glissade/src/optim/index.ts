/** @file Optimizers and their parts. */

export { type AdamOptions, type AdamState, adam, type ScaleByAdamOptions, scaleByAdam } from "./adam.ts";
export { chain } from "./chain.ts";
export { clipByGlobalNorm, globalNorm } from "./clip.ts";
export { type ParsedOptimizer, parse } from "./parse.ts";
export type { Schedule } from "./schedule.ts";
export * as schedules from "./schedules.ts";
export { type SgdOptions, sgd } from "./sgd.ts";
export { applyUpdates, type Optimizer, type Transform, type UpdateContext } from "./transform.ts";
