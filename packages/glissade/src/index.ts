/** @file The public face of Glissade. */

export { checkpoint, cond, customVjp, type ScanOptions, scan, whileLoop } from "./control/index.ts";
export * from "./errors.ts";
export { grad, valueAndGrad, valueAndGradWith, vjp } from "./grad/grad.ts";
export {
  hessian,
  hvp,
  type Jacobian,
  type JacobianOptions,
  jacobian,
  jvp,
  linearize,
} from "./grad/jacobian.ts";
export type { Dtype, TypedArray } from "./graph/dtype.ts";
export type { Op, TensorType } from "./graph/op.ts";
export { print } from "./graph/print.ts";
export type { Shape } from "./graph/shape.ts";
export type { Nested } from "./graph/show.ts";
export {
  type AxesOptions,
  type AxisOptions,
  type DtypeOptions,
  type Operand,
  type ReduceOptions,
  Tensor,
} from "./graph/tensor.ts";
export type { Graph } from "./graph/walk.ts";
export * as nn from "./nn/index.ts";
export * as losses from "./nn/losses.ts";
export * as metrics from "./nn/metrics.ts";
export * from "./ops/functions.ts";
export * as optim from "./optim/index.ts";
export * as random from "./random/index.ts";
export { type Compiled, compile } from "./run/compile.ts";
export { type ConfigureOptions, configure } from "./run/configure.ts";
export { evaluate } from "./run/evaluate.ts";
export { type Explanation, explain } from "./run/explain.ts";
export { runtimeVersion } from "./run/platform.ts";
export type { CompileOptions } from "./run/program.ts";
export type { Provider } from "./run/session.ts";
export { type Pattern, paths, type Selection, select } from "./select.ts";
export * as solve from "./solve/index.ts";
export { nearestName } from "./spelling.ts";
export { arange, full, ones, type TensorOptions, tensor, zeros } from "./tensor.ts";
export { type Traced, trace } from "./trace/trace.ts";
export { type Batch, type Batches, type BatchesOptions, batches } from "./train/batches.ts";
export { type Evaluation, evaluator } from "./train/evaluation.ts";
export { type FitOptions, fit, type TrainEvent } from "./train/fit.ts";
export type { LeafMismatch as Mismatch, LoadReport as Comparison } from "./train/load-report.ts";
export {
  type Predictor,
  type PredictorOptions,
  type PredictorVariables,
  predictor,
} from "./train/predictor.ts";
export type { Rename } from "./train/rename.ts";
export {
  fromSafetensors,
  type PartlyLoaded,
  type SafetensorsOptions,
  toSafetensors,
} from "./train/safetensors.ts";
export {
  evaluationParams,
  initialState,
  type Training,
  type TrainState,
  type TrainStepOptions,
  trainStep,
} from "./train/step.ts";
export { flatten, mapTree, type Structure, type Tree, unflatten } from "./tree.ts";
export { type AxisTree, type VmapOptions, vmap } from "./vmap/vmap.ts";
