/** @file The summary of runs: means per arm, and tests between every two arms. */

import { compareSamples } from "../stats/compare.ts";
import { describeSample } from "../stats/describe.ts";
import type { ArmResult, ArmTest, MetricSummary, RunResult } from "./result.ts";

/** Values of the runs that have the metric: those that finished. */
export const valuesOf = (runs: readonly RunResult[], metric: string): number[] =>
  runs.flatMap((run) => run.test[metric] ?? []);

function summarize(runs: readonly RunResult[], metric: string): MetricSummary {
  const { n, mean, standardError } = describeSample(valuesOf(runs, metric));
  return { n, mean, standardError };
}

/** An arm with its runs in the order of their seeds. */
export const toArmResult = (
  { name, optimizer }: Pick<ArmResult, "name" | "optimizer">,
  runs: readonly RunResult[],
  metrics: readonly string[],
): ArmResult => ({
  name,
  optimizer,
  runs,
  metrics: Object.fromEntries(metrics.map((metric) => [metric, summarize(runs, metric)])),
});

/** Every metric between every two arms. */
export function toTests(arms: readonly ArmResult[], metrics: readonly string[]): ArmTest[] {
  const pairs = arms.flatMap((a, index) => arms.slice(index + 1).map((b) => [a, b] as const));
  return metrics.flatMap((metric) =>
    pairs.map(([a, b]) => ({
      metric,
      a: a.name,
      b: b.name,
      ...compareSamples(valuesOf(a.runs, metric), valuesOf(b.runs, metric)),
    })),
  );
}
