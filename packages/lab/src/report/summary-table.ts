/** @file The table of summaries: every statistic of a metric over the runs of each arm. */

import type { MetricSummary, StudyResult } from "../results/result.ts";
import { type RunStatistic, STATISTICS } from "../results/statistics.ts";
import { formatNumber, NONE } from "./format.ts";
import { type Criterion, criterionLabel, type Unit, unitOf } from "./labels.ts";
import { type Table, table } from "./table.ts";

/** One row per statistic and arm, of the metric that arms are compared by. */
export function summaryTable(result: StudyResult, statistics: readonly RunStatistic[] = STATISTICS): Table {
  const labels = ["statistic", "arm", "runs", "mean", "SD", "SE", "95 % interval", "median", "quartiles"];
  const rows = statistics.flatMap((statistic) =>
    result.arms.flatMap(({ name, metrics }) => {
      const summary = metrics[result.metric]?.[statistic];
      return summary
        ? [[labelled({ ...result, statistic }), name, ...cells(summary, unitOf({ ...result, statistic }))]]
        : [];
    }),
  );
  return table(labels, 2, rows);
}

const labelled = (criterion: Criterion): string => criterionLabel(criterion) + unitOf(criterion).mark;

function cells(summary: MetricSummary, { scale }: Unit) {
  const { n, lost, mean, deviation, standardError, interval, median, quartiles } = summary;
  const write = (value: number | null) => formatNumber(value && scale * value);
  const toRange = (ends: readonly (number | null)[]): string =>
    ends.every((end) => end === null) ? NONE : ends.map(write).join(" to ");
  return [
    lost > 0 ? `${n} of ${n + lost}` : String(n),
    ...[mean, deviation, standardError].map(write),
    interval ? toRange(interval) : NONE,
    write(median),
    toRange(quartiles),
  ];
}

/** What a reader of the table must know. */
export function summaryNote({ arms, metric }: StudyResult): string {
  const summaries = arms.flatMap(({ metrics }) => Object.entries(metrics[metric] ?? {}));
  const lost = summaries.filter(([, { lost: count }]) => count > 0).map(([statistic]) => statistic);
  const times = lost.some((statistic) => statistic === "steps" || statistic === "seconds");
  return [
    "SD is the standard deviation, SE the standard error of the mean; the interval is that of the mean, by BCa bootstrap.",
    ...(lost.length > 0
      ? [
          "Runs that diverged or missed the target have no number: the median and the quartiles count them as the worst, all else leaves them out.",
        ]
      : []),
    ...(times ? ["Times that some run missed have no mean."] : []),
  ].join(" ");
}
