/** @file The table of times: what a step costs, and how long the target takes. */

import type { ArmResult, MetricSummary, RunResult, StudyResult, StudySetup } from "../results/result.ts";
import { describeSample } from "../stats/describe.ts";
import { formatMean, formatNumber, NONE } from "./format.ts";
import { criterionLabel } from "./labels.ts";
import { type Table, table } from "./table.ts";

/** One row per arm; times of a target are medians, with how many runs reached it. */
export function timeTable(result: StudyResult): Table {
  const { arms, target } = result;
  const costs = arms.map(({ runs }) => describeSample(stepTimes(runs)));
  const least = Math.min(...costs.map(({ mean }) => mean ?? Infinity));
  const timed = target
    ? (["steps", "seconds"] as const).map((statistic) => criterionLabel({ ...target, target, statistic }))
    : [];
  const labels = ["arm", "ms per step", "relative", "seconds of a run", ...timed];
  const rows = arms.map((arm, index) => [
    arm.name,
    formatMean(costs[index]!),
    costs[index]!.mean === null ? NONE : `${(costs[index]!.mean! / least).toFixed(2)}×`,
    formatMean(describeSample(secondsOf(arm.runs))),
    ...(target ? timesTo(arm, target.metric) : []),
  ]);
  return table(labels, 1, rows);
}

/** Milliseconds of a step of each finished run. */
export const stepTimes = (runs: readonly RunResult[]): readonly number[] =>
  runs
    .filter(({ status, steps, seconds }) => status === "done" && steps > 0 && seconds > 0)
    .map(({ steps, seconds }) => (1000 * seconds) / steps);

const secondsOf = (runs: readonly RunResult[]): readonly number[] =>
  runs.filter(({ status }) => status === "done").map(({ seconds }) => seconds);

const timesTo = ({ metrics }: ArmResult, metric: string): readonly string[] =>
  [metrics[metric]?.steps, metrics[metric]?.seconds].map((summary) => (summary ? median(summary) : NONE));

function median({ n, lost, median: middle }: MetricSummary): string {
  const reached = lost > 0 ? ` (${n} of ${n + lost} runs)` : "";
  return middle === null ? `not reached${reached}` : `${formatNumber(middle)}${reached}`;
}

/** Whether the runs have times at all. */
export const hasTimes = ({ arms }: StudyResult): boolean =>
  arms.some(({ runs }) => stepTimes(runs).length > 0);

/** What a reader of the table must know. */
export function timeNote(result: StudyResult): string {
  const { target, setup } = result;
  const medians = target
    ? " Steps and seconds to the target are medians, in which runs that missed it count as the slowest."
    : "";
  return `Mean ± standard error over the finished runs, ${MEASURED[setup?.origin ?? "trained"](result)}.${medians} Times compare within this report; on another machine, or beside other work, they differ.`;
}

/** What the times of runs are of, by who wrote them. */
const MEASURED: Readonly<Record<StudySetup["origin"], (result: StudyResult) => string>> = {
  trained: ({ environment: { workers, cores } }) =>
    `without reading data, compiling and scoring${workers > 1 ? `, by ${workers} workers side by side on ${cores} cores` : ""}`,
  recorded: () => "as the programs that trained them recorded it",
  imported: () => "as the imported files tell it, which may hold more than training",
};
