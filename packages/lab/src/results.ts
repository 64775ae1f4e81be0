/** @file The public result of a study: what `--json` writes and the report reads. */

import type { SampleComparison } from "./stats/compare.ts";

/** Raised whenever a field changes its meaning or goes away. */
export const RESULT_VERSION = 1;

export type RunStatus = "done" | "diverged" | "failed";

export interface CurvePoint {
  readonly step: number;
  /** Mean training loss since the previous point; `null` where it was not finite. */
  readonly loss: number | null;
}

export interface RunResult {
  readonly seed: number;
  readonly status: RunStatus;
  /** Steps taken; for a diverged run the step whose loss was not finite. */
  readonly steps: number;
  readonly seconds: number;
  /** Mean training loss at the end; `null` where the run has none. */
  readonly loss: number | null;
  readonly accuracy: number | null;
  readonly mcc: number | null;
  /** Rows are true classes, columns predictions; on the test set. */
  readonly confusion: readonly (readonly number[])[] | null;
  readonly curve: readonly CurvePoint[];
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
  readonly mcc: MetricSummary;
  readonly accuracy: MetricSummary;
}

export type Metric = "mcc" | "accuracy";

/** One test of one metric between two arms; fields of SampleComparison beside the names. */
export interface ArmTest extends SampleComparison {
  readonly metric: Metric;
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

export interface DatasetSummary {
  readonly name: string;
  /** Numbers of images. */
  readonly train: number;
  readonly test: number;
  /** Names of the classes, in the order of the rows of a confusion matrix. */
  readonly classes: readonly string[];
}

export interface StudyResult {
  readonly version: typeof RESULT_VERSION;
  readonly study: string;
  /** `false` where the study was interrupted: the runs are those that had finished. */
  readonly complete: boolean;
  /** The command line that reproduces the result. */
  readonly command: string;
  readonly dataset: DatasetSummary;
  readonly arms: readonly ArmResult[];
  readonly tests: readonly ArmTest[];
  readonly environment: Environment;
}
