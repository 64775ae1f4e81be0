/** @file Metrics and statistics as readers know them. */

import { isTime, type RunStatistic, TRAINING } from "../results/statistics.ts";

const labels: Readonly<Record<string, string>> = { mcc: "MCC" };

/** The name of a metric in words. */
export const labelOf = (metric: string): string => labels[metric] ?? metric;

/** The heading of a metric's column, and the factor of its numbers there. */
export const columnOf = (metric: string): { readonly label: string; readonly scale: 1 | 100 } =>
  metric === "accuracy" ? { label: "accuracy %", scale: 100 } : { label: labelOf(metric), scale: 1 };

/** How numbers of a metric in a statistic are written: in per cent, with differences in percentage points, or as they are. */
export interface Unit {
  readonly scale: 1 | 100;
  /** Behind a number, and behind a difference of two. */
  readonly mark: string;
  readonly ofDifference: string;
}

const PLAIN: Unit = { scale: 1, mark: "", ofDifference: "" };
const PERCENT: Unit = { scale: 100, mark: " %", ofDifference: " percentage points" };
/** Of numbers that are in per cent already, as the name says. */
const NAMED_PERCENT: Unit = { ...PERCENT, scale: 1, mark: "" };

export function unitOf({ metric, statistic }: Pick<Criterion, "metric" | "statistic">): Unit {
  if (isTime(statistic)) return PLAIN;
  if (metric.endsWith("%")) return NAMED_PERCENT;
  return columnOf(metric).scale === 100 ? PERCENT : PLAIN;
}

/** What arms are compared by. */
export interface Criterion {
  readonly metric: string;
  readonly statistic: RunStatistic;
  readonly target?: { readonly value: number } | null;
  readonly setup?: { readonly scored: "test" | "validation" };
}

const phrases: { readonly [statistic in RunStatistic]: (metric: string, target: string) => string } = {
  final: (metric) => metric,
  best: (metric) => `best ${metric}`,
  last: (metric) => `last ${metric} (mean of five)`,
  area: (metric) => `mean ${metric} along the curve`,
  steps: (metric, target) => `steps to ${metric} ${target}`,
  seconds: (metric, target) => `seconds to ${metric} ${target}`,
};

/** A metric in a statistic, in words: `"MCC"`, `"best validation MCC"`, `"steps to validation accuracy 0.9"`. */
export function criterionLabel({ metric, statistic, target, setup }: Criterion): string {
  const isValidation = (statistic !== "final" || setup?.scored === "validation") && metric !== TRAINING;
  const name = `${isValidation ? "validation " : ""}${labelOf(metric)}`;
  return phrases[statistic](name, String(target?.value ?? "target"));
}
