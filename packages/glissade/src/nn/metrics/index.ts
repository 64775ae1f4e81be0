/** @file Metrics: how good outputs are, gathered over batches. */

export {
  meanAbsoluteError,
  meanSquaredError,
  perplexity,
  rootMeanSquaredError,
} from "./average.ts";
export { accuracy, type Confusion, confusion, matthewsCorrelation } from "./classes.ts";
export type { LabelOptions } from "./labels.ts";
export type { Better, CollectingMetric, Metric, MetricFunction, Metrics, Results } from "./metric.ts";
export { type ClassAverageOptions, f1, precision, recall } from "./precision-recall.ts";
export { r2 } from "./r2.ts";
export { type CalibrationOptions, calibrationError, topK } from "./ranked.ts";
export { averagePrecision, type RankingOptions, rocAuc } from "./ranking.ts";
