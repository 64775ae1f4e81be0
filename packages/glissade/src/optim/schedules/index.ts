/** @file Schedules: a number for each step. */

export { type CosineOptions, type CosineRestartsOptions, cosine, cosineRestarts } from "./cosine.ts";
export { type CyclicOptions, cyclic, type OneCycleOptions, oneCycle } from "./cycles.ts";
export {
  constant,
  type ExponentialOptions,
  exponential,
  type InverseTimeOptions,
  inverseTime,
  type PolynomialOptions,
  polynomial,
  type StepOptions,
  step,
} from "./decay.ts";
export {
  interpolated,
  join,
  type MultiStepOptions,
  multiStep,
  type PieceShape,
  piecewise,
  type WarmUpOptions,
  warmUp,
} from "./piecewise.ts";
