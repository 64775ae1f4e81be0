/** @file The pictures of a report, each with the words that it needs. */

import { confusionMatrix } from "../charts/confusion-matrix.ts";
import { histogram } from "../charts/histogram.ts";
import { lossCurves } from "../charts/loss-curves.ts";
import type { Matrix } from "../charts/matrix-chart.ts";
import type { ArmResult, StudyResult } from "../results/result.ts";
import { valuesOf } from "../results/summary.ts";
import { curveArms } from "./curve-arms.ts";
import { type Html, html, trusted } from "./html.ts";
import { labelOf } from "./labels.ts";

/** All pictures that the runs have data for. */
export function figures(result: StudyResult): Html {
  const { arms, problem } = result;
  const matrices = arms.flatMap((arm) => confusions(arm, problem.classes));
  const pictures = [...distributions(result), ...curves(arms), ...matrices];
  return html`<div class="figures">${pictures}</div>`;
}

function figure(svg: string, caption: string): Html {
  return html`<figure>${trusted(svg)}<figcaption>${caption}</figcaption></figure>`;
}

function distributions({ arms, metric }: StudyResult): readonly Html[] {
  const label = labelOf(metric);
  const samples = arms.map(({ name, runs }) => ({ name, values: valuesOf(runs, metric) }));
  if (samples.every(({ values }) => values.length === 0)) return [];
  return [
    figure(
      histogram({ x: label, y: "runs", samples }),
      `${label} of the finished runs on the test set. Upright lines are means.`,
    ),
  ];
}

function curves(arms: readonly ArmResult[]): readonly Html[] {
  if (arms.every(({ runs }) => runs.every(({ curve }) => curve.length === 0))) return [];
  const caption = "Training loss: the mean of the finished runs, and a band from the lowest to the highest.";
  const hasDiverged = arms.some(({ runs }) => runs.some(({ status }) => status === "diverged"));
  return [
    figure(
      lossCurves(curveArms(arms)),
      caption + (hasDiverged ? " Thin lines are runs that diverged at the cross." : ""),
    ),
  ];
}

function confusions({ name, runs }: ArmResult, classes: readonly string[]): readonly Html[] {
  const matrices = runs.flatMap(({ confusion }) => (confusion ? [confusion] : []));
  if (matrices.length === 0) return [];
  const count = matrices.length === 1 ? "one run" : `the sum of ${matrices.length} runs`;
  const caption = `${name}: confusion matrix, ${count}. Colour is the share of the true class, on a square-root scale.`;
  return [figure(confusionMatrix({ title: name, matrix: matrices.reduce(add), classes }), caption)];
}

function add(a: Matrix, b: Matrix): Matrix {
  return a.map((row, i) => row.map((count, j) => count + b[i]![j]!));
}
