/** @file The chart of the time of a step. */

import { stripPlot } from "../../charts/study/strip-plot.ts";
import type { StudyResult } from "../../results/result.ts";
import { stepTimes } from "../time-table.ts";
import type { ReportChart } from "./chart.ts";

/** Milliseconds of a step, a dot for each finished run. */
export function timeCharts({ arms }: StudyResult): readonly ReportChart[] {
  const groups = arms.map(({ name, runs }) => ({ name, values: stepTimes(runs) }));
  if (!groups.some(({ values }) => values.length > 0)) return [];
  return [
    {
      name: "time-per-step",
      title: "Time of a training step",
      draw: (title) => stripPlot({ title, x: "milliseconds of a step", groups }),
      caption: "Time of a training step: a dot for each run.",
    },
  ];
}
