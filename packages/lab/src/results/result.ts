/** @file The public result of a study: what `--json` writes and the report reads. */

import type { metrics } from "glissade";
import type { SampleComparison } from "../stats/compare.ts";

/** Raised whenever a field changes its meaning or goes away. */
export const RESULT_VERSION = 2;

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

export interface MetricSummary {
  /** Runs that have the metric: the finished ones. */
  readonly n: number;
  readonly mean: number | null;
  /** Standard error of the mean; `null` below two runs. */
  readonly standardError: number | null;
}

export interface ArmResult {
  readonly name: string;
  /** The optimizer string, canonical. */
  readonly optimizer: string;
  readonly runs: readonly RunResult[];
  /** Of each metric of the test data. */
  readonly metrics: Readonly<Record<string, MetricSummary>>;
  /** What was tried before, in the order of the trials; only there where something was searched. */
  readonly trials?: readonly TrialResult[];
}

/** Values that were tried, and the mean of the validation at the end of their runs. */
export interface TrialResult {
  readonly values: Readonly<Record<string, number | string | boolean | null>>;
  /** `null` where a run diverged or failed, which counts as the worst. */
  readonly score: number | null;
  readonly runs: number;
  /** Runs that diverged or failed. */
  readonly lost: number;
  /** Whether its values are those of the final runs. */
  readonly chosen: boolean;
}

/** One test of one metric between two arms; fields of SampleComparison beside the names. */
export interface ArmTest extends SampleComparison {
  readonly metric: string;
  /** Names of the arms. */
  readonly a: string;
  readonly b: string;
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

export interface StudyResult {
  readonly version: typeof RESULT_VERSION;
  readonly study: string;
  /** `false` where the study was interrupted: the runs are those that had finished. */
  readonly complete: boolean;
  /** The command line that reproduces the result. */
  readonly command: string;
  readonly problem: ProblemSummary;
  /** The metric that arms are compared by. */
  readonly metric: string;
  /** The value of the validation that runs are timed to, where there is one. */
  readonly target: number | null;
  /** Whether higher or lower numbers are better, of the loss and of the metrics that say so. */
  readonly better: Readonly<Record<string, metrics.Better>>;
  readonly arms: readonly ArmResult[];
  readonly tests: readonly ArmTest[];
  readonly environment: Environment;
}
