/** @file The charts: each a function from numbers to an SVG, in Node and in pages; the entry `@glissade/lab/charts`. */

export { type ConfusionMatrixOptions, confusionMatrix } from "./confusion-matrix.ts";
export { type ContourChartOptions, contourChart, type Extent } from "./contour-chart.ts";
export { type DecisionBoundaryOptions, decisionBoundary } from "./decision-boundary.ts";
export { type HeatMapOptions, heatMap } from "./heat-map.ts";
export { type HistogramOptions, histogram, type Sample } from "./histogram.ts";
export { type GridImage, type ImageGridOptions, imageGrid } from "./image-grid.ts";
export { type Line, type LineChartOptions, lineChart, type Scale } from "./line-chart.ts";
export type { Matrix } from "./matrix-chart.ts";
export { type PanelsOptions, panels } from "./panels.ts";
export type { PixelImage } from "./pixel-image.ts";
export { type ScatterChartOptions, scatterChart } from "./scatter-chart.ts";
export {
  type CriticalDifferenceOptions,
  criticalDifference,
} from "./study/critical-difference.ts";
export { type Effect, type EffectForestOptions, effectForest } from "./study/effect-forest.ts";
export { type Importance, type ImportanceChartOptions, importanceChart } from "./study/importance-chart.ts";
export { type PairwiseMatrixOptions, pairwiseMatrix } from "./study/pairwise-matrix.ts";
export {
  type ParallelCoordinatesOptions,
  parallelCoordinates,
  type TrialParameter,
} from "./study/parallel-coordinates.ts";
export {
  type PerformanceProfileOptions,
  type ProfileCosts,
  performanceProfile,
} from "./study/performance-profile.ts";
export type { AverageRank } from "./study/rank-shapes.ts";
export { type SeedCurvesOptions, seedCurves } from "./study/seed-curves.ts";
export type { SampleRowsOptions } from "./study/seed-rows.ts";
export type { SeedGroup, SeedRun } from "./study/seed-runs.ts";
export {
  type SensitivityChartOptions,
  sensitivityChart,
} from "./study/sensitivity-chart.ts";
export type { SensitivityLine } from "./study/sensitivity-line.ts";
export type { Band, Center, SpreadOptions } from "./study/spread.ts";
export { type StripPlotOptions, stripPlot } from "./study/strip-plot.ts";
export type { Trial } from "./study/trial-shapes.ts";
export { type ViolinPlotOptions, violinPlot } from "./study/violin-plot.ts";
export type { Group } from "./symbols.ts";
