/** @file Confusion matrices of arms, each the sum of its runs. */

import { confusionMatrix } from "../../charts/confusion-matrix.ts";
import type { Matrix } from "../../charts/matrix-chart.ts";
import type { ArmResult, StudyResult } from "../../results/result.ts";
import { type ReportChart, toName } from "./chart.ts";

export const confusionCharts = ({ arms, problem }: StudyResult): readonly ReportChart[] =>
  arms.flatMap((arm) => confusions(arm, problem.classes));

function confusions({ name, runs }: ArmResult, classes: readonly string[]): readonly ReportChart[] {
  const matrices = runs.flatMap(({ confusion }) => (confusion ? [confusion] : []));
  if (matrices.length === 0) return [];
  const count = matrices.length === 1 ? "one run" : `the sum of ${matrices.length} runs`;
  return [
    {
      name: toName("confusion", name),
      title: `${name}: confusion matrix`,
      draw: (title = name) => confusionMatrix({ title, matrix: matrices.reduce(add), classes }),
      caption: `${name}: confusion matrix, ${count}. Colour is the share of the true class, on a square-root scale.`,
    },
  ];
}

function add(a: Matrix, b: Matrix): Matrix {
  return a.map((row, i) => row.map((count, j) => count + b[i]![j]!));
}
