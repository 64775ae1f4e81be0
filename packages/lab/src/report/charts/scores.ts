/** @file Charts of scores: a dot for each run, and the differences of arms with their intervals. */

import { effectForest } from "../../charts/study/effect-forest.ts";
import { stripPlot } from "../../charts/study/strip-plot.ts";
import type { StudyResult } from "../../results/result.ts";
import { outcomesOf } from "../../results/statistics.ts";
import type { MeanDifference } from "../../stats/t-test.ts";
import { comparedDifferences } from "../differences.ts";
import { criterionLabel, unitOf } from "../labels.ts";
import { capitalized, type ReportChart } from "./chart.ts";

/** The scores of all runs, and the differences where there are several. */
export const scoreCharts = (result: StudyResult): readonly ReportChart[] => [
  ...distribution(result),
  ...effects(result),
];

function distribution(result: StudyResult): readonly ReportChart[] {
  const { arms, metric, statistic, better, target } = result;
  const question = { metric, statistic, better: better[metric]!, ...(target && { timed: target.metric }) };
  const { scale, mark } = unitOf(result);
  const groups = arms.map(({ name, runs }) => ({
    name,
    values: outcomesOf(runs, question).map(({ value }) => (value === null ? Number.NaN : scale * value)),
  }));
  if (!groups.some(({ values }) => values.some(Number.isFinite))) return [];
  const label = criterionLabel(result);
  return [
    {
      name: "scores",
      title: capitalized(label),
      draw: (title) => stripPlot({ title, x: mark ? `${label},${mark}` : label, groups }),
      caption: `${capitalized(label)}: a dot for each run. Two heaps of dots, or one far from the others, make a mean a poor summary.`,
    },
  ];
}

/** Of two arms the sentence at the head says as much. */
function effects(result: StudyResult): readonly ReportChart[] {
  const { scale, ofDifference } = unitOf(result);
  const pairs = comparedDifferences(result).flatMap(({ a, b, difference }) =>
    difference ? [{ a, b, difference: scale * difference.mean, ...endsOf(difference, scale) }] : [],
  );
  if (pairs.length < 2) return [];
  const x = `difference of ${criterionLabel(result)}${ofDifference && `,${ofDifference}`}`;
  return [
    {
      name: "differences",
      title: `Differences of ${criterionLabel(result)}`,
      draw: (title) => effectForest({ title, x, effects: pairs, interval: "95 % interval" }),
      caption: "Differences of the means, the better arm first, each pair by itself.",
    },
  ];
}

const endsOf = ({ low, high }: Pick<MeanDifference, "low" | "high">, scale: number) =>
  low === null || high === null ? {} : { low: scale * low, high: scale * high };
