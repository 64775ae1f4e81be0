/** @file The statistics: functions from plain numbers to plain objects, in Node and in pages; the entry `@glissade/lab/stats`. */

export { type Look, type Spending, type SpendingOptions, spendingBoundaries } from "./alpha-spending.ts";
export { benjaminiHochberg } from "./benjamini-hochberg.ts";
export {
  type BootstrapInterval,
  type BootstrapOptions,
  bootstrapInterval,
  type Statistic,
} from "./bootstrap.ts";
export { compareSamples, type SampleComparison } from "./compare.ts";
export { comparePairs, type PairComparison } from "./compare-pairs.ts";
export { type DagostinoPearson, dagostinoTest } from "./dagostino.ts";
export { describeSample, type SampleSummary } from "./describe.ts";
export { cohensD, hedgesG, pairedD } from "./effect-size.ts";
export { type Equivalence, type EquivalenceOptions, equivalenceTest } from "./equivalence.ts";
export { type Friedman, friedmanTest } from "./friedman.ts";
export { holm } from "./holm.ts";
export { type MannWhitney, type MannWhitneyMethod, mannWhitneyTest } from "./mann-whitney.ts";
export { criticalRankDifference, type Nemenyi, nemenyiTest } from "./nemenyi.ts";
export { type NormalityPower, normalityPower } from "./normality-power.ts";
export { pairedDifference, pairedTest } from "./paired-t.ts";
export { type Costs, type PerformanceProfile, performanceProfiles } from "./performance-profiles.ts";
export { type Permutation, type PermutationOptions, permutationTest } from "./permutation.ts";
export {
  type DetectableOptions,
  detectableEffect,
  type PowerOptions,
  type PowerRow,
  powerTable,
  type RunsOptions,
  runsNeeded,
  tTestPower,
} from "./power.ts";
export type { Better, Scores } from "./score-table.ts";
export { type ShapiroWilk, shapiroTest } from "./shapiro-wilk.ts";
export { type SmallestPTest, smallestAttainableP } from "./smallest-p.ts";
export { type MeanDifference, meanDifference, studentTest, type TTest, welchTest } from "./t-test.ts";
export { type VarghaDelaney, varghaDelaney } from "./vargha-delaney.ts";
export { type Wilcoxon, wilcoxonTest } from "./wilcoxon.ts";
