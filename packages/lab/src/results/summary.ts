/** @file The summaries of runs: numbers of an arm for each metric and statistic. */

import type { metrics } from "glissade";
import { drawResamples, intervalFrom } from "../stats/bootstrap.ts";
import { describeSample } from "../stats/describe.ts";
import { mean } from "../stats/moments.ts";
import { quantileOf } from "../stats/quantiles.ts";
import type { ArmResult, MetricSummary, RunResult, Summaries } from "./result.ts";
import {
  directionOf,
  isTime,
  type Outcome,
  outcomesOf,
  STATISTICS,
  type StatisticQuestion,
} from "./statistics.ts";

/** The values of the runs that have one. */
export const valuesOf = (outcomes: readonly Outcome[]): number[] =>
  outcomes.flatMap(({ value }) => value ?? []);

/** What the summaries of a study have in common. */
export interface SummaryOptions {
  readonly better: Readonly<Record<string, metrics.Better>>;
  readonly timed?: string;
  /** Of `createResamples`. */
  readonly resamples: (length: number) => readonly Int32Array[];
}

/** An arm with its runs in the order of their seeds. */
export const toArmResult = (
  { name, optimizer }: Pick<ArmResult, "name" | "optimizer">,
  runs: readonly RunResult[],
  { better, ...options }: SummaryOptions,
): ArmResult => ({
  name,
  optimizer,
  runs,
  metrics: Object.fromEntries(
    Object.entries(better).map(([metric, direction]) => [
      metric,
      summariesOf(runs, { ...options, metric, better: direction }),
    ]),
  ),
});

type Summarized = Omit<StatisticQuestion, "statistic"> & Pick<SummaryOptions, "resamples">;

function summariesOf(runs: readonly RunResult[], question: Summarized): Summaries {
  return Object.fromEntries(
    STATISTICS.flatMap((statistic) => {
      const outcomes = outcomesOf(runs, { ...question, statistic });
      const isMeasured = statistic === "final" || outcomes.some(({ value }) => value !== null);
      const isTimed = isTime(statistic) && question.metric === question.timed;
      return isMeasured || isTimed ? [[statistic, summarize(outcomes, { ...question, statistic })]] : [];
    }),
  );
}

const NO_MEAN = { mean: null, deviation: null, standardError: null, interval: null } as const;

/** A summary of outcomes. */
export function summarize(
  outcomes: readonly Outcome[],
  {
    statistic,
    better,
    resamples,
  }: Pick<Summarized & StatisticQuestion, "statistic" | "better" | "resamples">,
): MetricSummary {
  const values = valuesOf(outcomes);
  const lost = outcomes.length - values.length;
  const isCensored = isTime(statistic) && lost > 0;
  const direction = directionOf({ statistic, better });
  const at = (share: number) => quantileWithLost(values, { lost, share, direction });
  return {
    ...{ n: values.length, lost },
    ...(isCensored ? NO_MEAN : meanSummary(values, resamples)),
    ...{ median: at(0.5), quartiles: [at(0.25), at(0.75)] },
  };
}

function meanSummary(values: readonly number[], resamples: SummaryOptions["resamples"]) {
  const { mean: middle, deviation, standardError } = describeSample(values);
  const interval =
    values.length < 2 ? null : intervalFrom(Float64Array.from(values), resamples(values.length), MEAN);
  return {
    ...{ mean: middle, deviation, standardError },
    interval: interval && ([interval.low, interval.high] as const),
  };
}

const MEAN = { of: mean, confidence: 0.95 };

/** Resamples of a length, drawn once: most arms of a study have as many runs. */
export function createResamples(): (length: number) => readonly Int32Array[] {
  const drawn = new Map<number, readonly Int32Array[]>();
  return (length) => {
    const known = drawn.get(length) ?? drawResamples(length);
    drawn.set(length, known);
    return known;
  };
}

interface QuantileQuestion {
  readonly lost: number;
  readonly share: number;
  readonly direction: metrics.Better;
}

/** A quantile of values and lost runs, which are the worst; `null` where it is or leans on a lost one. */
function quantileWithLost(
  values: readonly number[],
  { lost, share, direction }: QuantileQuestion,
): number | null {
  const worst = direction === "higher" ? -Infinity : Infinity;
  const all = [...values, ...Array.from({ length: lost }, () => worst)];
  const quantile = all.length > 0 ? quantileOf(all, share) : NaN;
  return Number.isFinite(quantile) ? quantile : null;
}
