/** @file The public face of Glissade. */

export { checkpoint, cond, customVjp, type ScanOptions, scan, whileLoop } from "./control/index.ts";
export { arange, full, ones, type TensorOptions, tensor, zeros } from "./create-tensor.ts";
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
export type { HostArray } from "./graph/host.ts";
export type {
  ElementLane,
  Lane,
  LaneComposition,
  LaneDtype,
  LaneMap,
  LaneMath,
  LaneReduction,
  LaneRule,
  LaneShape,
  NoLane,
} from "./graph/lane.ts";
export type {
  Attributes,
  BatchContext,
  EmitContext,
  NoGradient,
  Op,
  Sample,
  SampleInput,
  TensorType,
  VjpContext,
} from "./graph/op.ts";
export { print } from "./graph/print.ts";
export type { Shape } from "./graph/shape.ts";
export type { Nested } from "./graph/show.ts";
export { type Operand, Tensor } from "./graph/tensor.ts";
export type { AxesOptions, AxisOptions, DtypeOptions, ReduceOptions } from "./graph/tensor-options.ts";
export type { Graph } from "./graph/walk.ts";
export * as nn from "./nn/index.ts";
export * as losses from "./nn/losses/index.ts";
export * as metrics from "./nn/metrics/index.ts";
export { type Summary, type SummaryOutput, type SummaryRow, summary } from "./nn/summary.ts";
export { defineOp, type OpFunction, type OwnOp } from "./ops/define-op.ts";
export { type ElementwiseSpec, elementwise } from "./ops/elementwise/elementwise.ts";
export * from "./ops/functions.ts";
export * as optim from "./optim/index.ts";
export { nearestOrAll } from "./options/spelling.ts";
export * as random from "./random/index.ts";
export type { Provider } from "./run/backend.ts";
export { type Compiled, compile } from "./run/compile.ts";
export { type ConfigureOptions, configure } from "./run/configure.ts";
export { evaluate } from "./run/evaluate.ts";
export { type Explanation, explain } from "./run/explain.ts";
export { runtimeVersion } from "./run/platform.ts";
export type { CompileOptions } from "./run/program.ts";
export { type Pattern, paths, type Selection, select } from "./select.ts";
export * as solve from "./solve/index.ts";
export { type Traced, trace } from "./trace/trace.ts";
export { keepBest } from "./train/callbacks/keep-best.ts";
export type { MetricName, MetricOptions } from "./train/callbacks/metric.ts";
export { type ProgressOptions, progress } from "./train/callbacks/progress.ts";
export { type StopEarlyOptions, stopEarly } from "./train/callbacks/stop-early.ts";
export type { AnyTrainEvent } from "./train/callbacks/stream.ts";
export * as augment from "./train/data/augment/index.ts";
export { type BatchesOf, type BatchesOptions, batches } from "./train/data/batches.ts";
export type {
  Batch,
  Batches,
  BatchStream,
  EpochBatches,
  EpochFacts,
  SkippingBatches,
} from "./train/data/epoch-batches.ts";
export {
  type Imputation,
  type ImputationParts,
  type ImputeOptions,
  imputationOf,
  impute,
} from "./train/data/impute.ts";
export { type MapBatchesOptions, mapBatches } from "./train/data/map-batches.ts";
export {
  type PaddedBatches,
  type PaddedBatchesOptions,
  type PaddedSequences,
  paddedBatches,
  type SequenceData,
} from "./train/data/padded.ts";
export type { RowsOf, TensorsOf } from "./train/data/rows.ts";
export {
  type RescaleOptions,
  rescale,
  type Scaling,
  type ScalingParts,
  type StandardizeOptions,
  scalingOf,
  standardize,
} from "./train/data/scaling.ts";
export { type PartOf, type Parts, type SplitOptions, splitData, takeRows } from "./train/data/split.ts";
export { type StreamedBatchesOptions, streamedBatches } from "./train/data/streamed.ts";
export type { RowArray } from "./train/data/to-tensors.ts";
export { type Windows, type WindowsOptions, windows } from "./train/data/windows.ts";
export { type DiagnoseOptions, type Diagnoser, diagnoser } from "./train/diagnose/diagnose.ts";
export type { Diagnosis, LayerReport, ParameterReport } from "./train/diagnose/report.ts";
export type { DivergedEvent, DoneEvent, EpochEvent, StepEvent, TrainEvent } from "./train/events.ts";
export {
  type FindLearningRateOptions,
  type FoundLearningRate,
  findLearningRate,
  type RatePoint,
} from "./train/find-learning-rate.ts";
export { fit } from "./train/fit.ts";
export type { DefaultMetrics, FitOptions, Validation } from "./train/fit-options.ts";
export { type GenerateOptions, generate } from "./train/generate.ts";
export {
  type Followed,
  type GradientStep,
  type Gradients,
  gradientStep,
  type UpdateStep,
  updateStep,
} from "./train/half-steps.ts";
export type { LeafMismatch, LoadReport } from "./train/load-report.ts";
export { findNonFinite } from "./train/non-finite/find-non-finite.ts";
export type { NonFinite } from "./train/non-finite/finding.ts";
export {
  type Predictor,
  type PredictorOptions,
  type PredictorVariables,
  predictor,
} from "./train/predictor.ts";
export type { ModuleNames } from "./train/pytorch/modules.ts";
export {
  fromPyTorch,
  type PartlyFromPyTorch,
  type PyTorchOptions,
  toPyTorch,
} from "./train/pytorch/pytorch.ts";
export type { Rename } from "./train/rename.ts";
export {
  fromSafetensors,
  type PartlyLoaded,
  type SafetensorsOptions,
  toSafetensors,
} from "./train/safetensors.ts";
export { type ScoreData, score, scorer } from "./train/score.ts";
export type { Progress, StartState, StateTensors, TrainState } from "./train/state.ts";
export { stateFromBytes, stateToBytes } from "./train/state-bytes.ts";
export { type TrainStep, type TrainStepOptions, trainStep } from "./train/step.ts";
export { type EpochRecord, type Finished, finish, train } from "./train/train.ts";
export { evaluationParams, initialState, type Training } from "./train/training.ts";
export { flatten, mapTree, type Structure, type Tree, unflatten } from "./tree.ts";
export { type AxisTree, type VmapOptions, vmap } from "./vmap/vmap.ts";
