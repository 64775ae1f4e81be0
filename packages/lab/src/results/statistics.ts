/** @file The statistics of runs: the numbers that their scores and curves are reduced to. */

import type { metrics } from "glissade";
import { mean } from "../stats/moments.ts";
import { bestValue } from "./best-value.ts";
import type { CurvePoint, RunResult } from "./result.ts";

/**
 * `final`: the score of the test data at the end; of the validation on the way: `best`, `last` (mean of the last five
 * points) and `area` (under the curve, per step: the mean height); `steps` and `seconds` to the target.
 */
export const STATISTICS = ["final", "best", "last", "area", "steps", "seconds"] as const;
export type RunStatistic = (typeof STATISTICS)[number];

/** The metric that every run has: the loss of its batches, with its own curve. */
export const TRAINING = "training loss";

/** Points of a curve that `last` is the mean of. */
const LAST_POINTS = 5;

export interface StatisticQuestion {
  readonly metric: string;
  readonly statistic: RunStatistic;
  readonly better: metrics.Better;
  /** The metric whose target runs are timed to. */
  readonly timed?: string;
}

/** A run that has ended, in one number. */
export interface Outcome {
  readonly seed: number;
  /** `null` for a run that was lost: it diverged, or did not reach the target. */
  readonly value: number | null;
}

/** Which values of a statistic are good ones. */
export const directionOf = ({
  statistic,
  better,
}: Pick<StatisticQuestion, "statistic" | "better">): metrics.Better => (isTime(statistic) ? "lower" : better);

export const isTime = (statistic: RunStatistic): boolean => statistic === "steps" || statistic === "seconds";

/** The outcomes of runs; those that failed, or have no such number, are left out. */
export function outcomesOf(runs: readonly RunResult[], question: StatisticQuestion): readonly Outcome[] {
  return runs.flatMap((run) => {
    if (run.status === "failed") return [];
    const value = run.status === "diverged" ? null : readers[question.statistic](run, question);
    return value === undefined ? [] : [{ seed: run.seed, value }];
  });
}

/** A number, `null` for a lost run, or nothing where the run does not tell. */
type Reader = (run: RunResult, question: StatisticQuestion) => number | null | undefined;

const readers: { readonly [statistic in RunStatistic]: Reader } = {
  final: ({ loss, test }, { metric }) => (metric === TRAINING ? (loss ?? undefined) : test[metric]),
  best: (run, { metric, better }) => ofCurve(run, metric, (points) => bestValue(valuesOf(points), better)),
  last: (run, { metric }) => ofCurve(run, metric, (points) => meanOf(points.slice(-LAST_POINTS))),
  area: (run, { metric }) => ofCurve(run, metric, meanHeight),
  steps: (run, { metric, timed }) => (metric === timed ? (run.target?.steps ?? null) : undefined),
  seconds: (run, { metric, timed }) => (metric === timed ? (run.target?.seconds ?? null) : undefined),
};

function ofCurve(
  { curve, validation }: RunResult,
  metric: string,
  reduce: (points: readonly CurvePoint[]) => number | null,
): number | null | undefined {
  const points = metric === TRAINING ? curve : (validation[metric] ?? []);
  return points.length > 0 ? reduce(points) : undefined;
}

const valuesOf = (points: readonly CurvePoint[]) => points.map(({ value }) => value);

function meanOf(points: readonly CurvePoint[]): number | null {
  const values = valuesOf(points);
  return values.every((value) => value !== null) ? mean(values) : null;
}

/** 1/(s_n - s_1) Σ (s_(i+1) - s_i) (v_i + v_(i+1))/2, by trapezoids over the steps s. */
function meanHeight(points: readonly CurvePoint[]): number | null {
  const first = points[0]!;
  const span = points.at(-1)!.step - first.step;
  if (points.some(({ value }) => value === null)) return null;
  if (span === 0) return first.value;
  const areas = points.slice(1).map((point, index) => {
    const before = points[index]!;
    return (point.step - before.step) * (point.value! / 2 + before.value! / 2);
  });
  return areas.reduce((total, area) => total + area / span, 0);
}
