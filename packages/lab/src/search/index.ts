/** @file The search for hyper-parameters: spaces, the trials of a search, and what they say. */

export { defaultSpace } from "./default-space.ts";
export { type Edge, type End, type ExtendOptions, edges, extend } from "./extend.ts";
export {
  type ImportanceOptions,
  type Importances,
  importances,
  type ParameterImportance,
} from "./importances.ts";
export type { SearchMethod } from "./methods.ts";
export { optimizerText } from "./optimizer-text.ts";
export { readSpace } from "./read-space.ts";
export { type Sampler, type SamplerOptions, sampler } from "./sampler.ts";
export type {
  Choices,
  ComplementRange,
  Fixed,
  IntegerRange,
  Interval,
  LinearRange,
  LogRange,
  Range,
  Space,
  Value,
  Values,
} from "./space.ts";
export { type HalvingOptions, type SuccessiveHalving, successiveHalving } from "./successive-halving.ts";
export type { ScoredTrial } from "./trial.ts";
