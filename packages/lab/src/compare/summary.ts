/** @file The summary of runs: means per arm, and tests between every two arms. */

import { optim } from "glissade";
import type { ArmResult, ArmTest, Metric, MetricSummary, RunResult } from "../results.ts";
import { compareSamples } from "../stats/compare.ts";
import { describeSample } from "../stats/describe.ts";
import type { Arm } from "../study/study.ts";

const METRICS: readonly Metric[] = ["mcc", "accuracy"];

/** Values of the runs that have the metric: those that finished. */
const valuesOf = (runs: readonly RunResult[], metric: Metric): number[] =>
  runs.flatMap((run) => run[metric] ?? []);

function summarize(runs: readonly RunResult[], metric: Metric): MetricSummary {
  const { n, mean, standardError } = describeSample(valuesOf(runs, metric));
  return { n, mean, standardError };
}

/** An arm with its runs in the order of their seeds. */
export const toArmResult = ({ name, optimizer }: Arm, runs: readonly RunResult[]): ArmResult => ({
  name,
  optimizer: optim.parse(optimizer).text,
  runs,
  mcc: summarize(runs, "mcc"),
  accuracy: summarize(runs, "accuracy"),
});

/** Every metric between every two arms. */
export function toTests(arms: readonly ArmResult[]): ArmTest[] {
  const pairs = arms.flatMap((a, index) => arms.slice(index + 1).map((b) => [a, b] as const));
  return METRICS.flatMap((metric) =>
    pairs.map(([a, b]) => ({
      metric,
      a: a.name,
      b: b.name,
      ...compareSamples(valuesOf(a.runs, metric), valuesOf(b.runs, metric)),
    })),
  );
}
