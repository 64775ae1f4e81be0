/** @file The public result of a study: what `--json` writes and the report reads. */

import type { metrics } from "glissade";
import type { MeanDifference } from "../stats/t-test.ts";
import type { VarghaDelaney } from "../stats/vargha-delaney.ts";
import type { Json } from "../store/store.ts";
import type { Study } from "../study/study.ts";
import type { Adjustment } from "./adjustments.ts";
import type { RunStatistic } from "./statistics.ts";

/** Raised whenever a field changes its meaning or goes away. */
export const RESULT_VERSION = 3;

export type RunStatus = "done" | "diverged" | "failed";

export interface CurvePoint {
  readonly step: number;
  /** Of training alone, since the start. */
  readonly seconds: number;
  /** `null` where it was not finite. */
  readonly value: number | null;
}

/** A number for each metric; `null` where it was not finite. */
export type Numbers = Readonly<Record<string, number | null>>;

export interface RunResult {
  readonly seed: number;
  readonly status: RunStatus;
  /** Steps taken; for a diverged run the step whose loss was not finite. */
  readonly steps: number;
  /** Of training, without reading data, compiling or scoring. */
  readonly seconds: number;
  /** Mean training loss at the end; `null` where the run has none. */
  readonly loss: number | null;
  /** Of the test data, at the end; empty where the run did not finish. */
  readonly test: Numbers;
  /** Of the validation data: the best of each metric on the way; empty without validation. */
  readonly best: Numbers;
  /** When the validation first reached the target; `null` where it did not. */
  readonly target: { readonly steps: number; readonly seconds: number } | null;
  /** Rows are true classes, columns predictions; on the test set. */
  readonly confusion: readonly (readonly number[])[] | null;
  /** Training loss: means between points. */
  readonly curve: readonly CurvePoint[];
  /** Metrics of the validation data on the way, by name. */
  readonly validation: Readonly<Record<string, readonly CurvePoint[]>>;
  /** Why the run failed. */
  readonly error?: string;
}

/** The runs of an arm in one metric and statistic. Quantiles count lost runs as the worst; all else is of the others. */
export interface MetricSummary {
  /** Runs with a value. */
  readonly n: number;
  /** Runs that diverged, or did not reach the target. Failed ones are not counted: their optimizer is not to blame. */
  readonly lost: number;
  /** `null` without a value, and for times to a target that some run did not reach. */
  readonly mean: number | null;
  /** Unbiased; `null` below two values, and where the mean is. */
  readonly deviation: number | null;
  /** Of the mean. */
  readonly standardError: number | null;
  /** 95 % of the mean, by BCa bootstrap; `null` where all values are equal, and where the mean is. */
  readonly interval: readonly [low: number, high: number] | null;
  /** `null` where a lost run stands there, as are the quartiles. */
  readonly median: number | null;
  readonly quartiles: readonly [low: number | null, high: number | null];
}

/** Summaries by statistic; only those that the runs have data for. */
export type Summaries = { readonly [statistic in RunStatistic]?: MetricSummary };

export interface ArmResult {
  readonly name: string;
  /** The optimizer string, canonical; the values that a function gets. */
  readonly optimizer: string;
  readonly runs: readonly RunResult[];
  /** By metric and statistic. */
  readonly metrics: Readonly<Record<string, Summaries>>;
  /** What was tried before, in the order of the trials; only there where something was searched. */
  readonly trials?: readonly TrialResult[];
}

/** Values that were tried, and the mean of the validation at the end of their runs. */
export interface TrialResult {
  readonly values: Readonly<Record<string, number | string | boolean | null>>;
  /** `null` where a run diverged, failed or was stopped, which counts as the worst. */
  readonly score: number | null;
  /** Of each run that has ended; `null` where it diverged, failed or was stopped. */
  readonly scores: readonly (number | null)[];
  readonly runs: number;
  /** Runs that diverged or failed. */
  readonly lost: number;
  /** Runs that were stopped early by successive halving. */
  readonly stopped: number;
  /** Whether all its runs have ended. */
  readonly isComplete: boolean;
  /** Whether its values are those of the final runs; of no trial while the search goes on. */
  readonly chosen: boolean;
}

/** Whether runs with the same seed are compared as pairs. */
export type Design = Study["pairing"];

/** A test of the difference of two arms. */
export interface DifferenceTest {
  readonly name: "paired t" | "Wilcoxon" | "Welch" | "Mann-Whitney" | "permutation";
  /** t, W or U; a permutation test has none. */
  readonly statistic: number | null;
  /** Degrees of freedom of t. */
  readonly df?: number;
  /** Of a rank or permutation test. */
  readonly method?: "exact" | "asymptotic" | "monte-carlo";
  /** Two-sided, by itself. */
  readonly p: number;
  /** Adjusted for all pairs of arms. */
  readonly adjustedP: number;
}

/** The difference of two arms in one metric and statistic, once: the better arm minus the worse. */
export interface ArmDifference {
  readonly metric: string;
  readonly statistic: RunStatistic;
  /** Name of the arm that is better, by its mean or, without means, by its ranks. */
  readonly a: string;
  readonly b: string;
  readonly design: Design;
  /** Values of a and b that means are of; as many of both in pairs. */
  readonly n: number;
  readonly m: number;
  /** Mean of a minus mean of b, with the interval of the t test; `null` where an arm has no mean. */
  readonly difference: MeanDifference | null;
  readonly hedgesG: number | null;
  /** The chance that a run of a is better than one of b; lost runs are the worst. */
  readonly a12: VarghaDelaney | null;
  /** The one that the verdict goes by is first: t of means, or, where runs were lost, the test of ranks. */
  readonly tests: readonly DifferenceTest[];
}

export interface Environment {
  readonly glissade: string;
  readonly onnxruntime: string;
  readonly node: string;
  readonly platform: string;
  readonly cpu: string;
  readonly cores: number;
  readonly workers: number;
  readonly started: string;
  readonly seconds: number;
  /** Of the program that trained, where it is known. */
  readonly commit?: string;
}

export interface ProblemSummary {
  readonly name: string;
  /** Data and sizes in words. */
  readonly about: string;
  /** Names of the classes, in the order of the rows of a confusion matrix; empty where there are none. */
  readonly classes: readonly string[];
  /** Examples of a step; `null` where the problem does not say. */
  readonly batchSize: number | null;
}

/** What a study was made of, for a reader who has no file of it. */
export interface StudySetup {
  /** Of each run; `null` where no worker trained them. */
  readonly steps: number | null;
  /** The data of the numbers that runs are compared by. */
  readonly scored: "test" | "validation";
  /** Whether workers trained the runs, a program recorded them, or files of others hold them. */
  readonly origin: "trained" | "recorded" | "imported";
  /** Its keys with their defaults, and its arms as they were last submitted. */
  readonly description: { readonly [key: string]: Json };
  /** Of training, all runs together. */
  readonly seconds: { readonly final: number; readonly search: number };
}

/** Where a study stands that is looked at while its runs come in. */
export interface Looks {
  /** After how many runs of each arm it is looked at. */
  readonly planned: readonly number[];
  /** Looks that have been reached. */
  readonly reached: number;
  /** What adjusted p-values are held against, 0 before the first look and between looks: alpha spending by O'Brien and Fleming. */
  readonly level: number;
}

export interface StudyResult {
  readonly version: typeof RESULT_VERSION;
  readonly study: string;
  /** `false` where the study was interrupted: the runs are those that had finished. */
  readonly complete: boolean;
  /** The command line that reproduces the result. */
  readonly command: string;
  readonly problem: ProblemSummary;
  /** Results of earlier versions lack it. */
  readonly setup?: StudySetup;
  /** The metric and the statistic that arms are compared by. */
  readonly metric: string;
  readonly statistic: RunStatistic;
  /** The value of the validation that runs are timed to, where there is one. */
  readonly target: { readonly metric: string; readonly value: number } | null;
  /** The metric whose validation chose among trials. */
  readonly selection: string;
  readonly adjustment: Adjustment;
  /** `null` where the study is compared once, with all of its runs. */
  readonly looks: Looks | null;
  /** Whether higher or lower numbers are better, of all metrics that say so. */
  readonly better: Readonly<Record<string, metrics.Better>>;
  readonly arms: readonly ArmResult[];
  /** Every two arms, of each metric in the statistic. */
  readonly differences: readonly ArmDifference[];
  readonly environment: Environment;
}
