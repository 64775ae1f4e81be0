/** @file Metrics: how good outputs are, gathered over batches. */

export {
  meanAbsoluteError,
  meanSquaredError,
  perplexity,
  rootMeanSquaredError,
} from "./average.ts";
export { accuracy, type Confusion, confusion, matthewsCorrelation } from "./classes.ts";
export type { Better, Metric, MetricFunction, Metrics, Results } from "./metric.ts";
export { r2 } from "./r2.ts";
