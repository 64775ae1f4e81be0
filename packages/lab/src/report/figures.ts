/** @file The pictures of a report, each with the words that it needs. */

import { confusionMatrix } from "../charts/confusion-matrix.ts";
import type { Matrix } from "../charts/matrix-chart.ts";
import { effectForest } from "../charts/study/effect-forest.ts";
import { seedCurves } from "../charts/study/seed-curves.ts";
import { stripPlot } from "../charts/study/strip-plot.ts";
import type { ArmResult, CurvePoint, RunResult, StudyResult } from "../results/result.ts";
import { outcomesOf } from "../results/statistics.ts";
import { comparedDifferences } from "./differences.ts";
import { type Html, html, trusted } from "./html.ts";
import { criterionLabel, labelOf } from "./labels.ts";

/** All pictures that the runs have data for. */
export function figures(result: StudyResult): Html {
  const { arms, problem } = result;
  const matrices = arms.flatMap((arm) => confusions(arm, problem.classes));
  const pictures = [...distributions(result), ...effects(result), ...curves(result), ...matrices];
  return html`<div class="figures">${pictures}</div>`;
}

function figure(svg: string, caption: string): Html {
  return html`<figure>${trusted(svg)}<figcaption>${caption}</figcaption></figure>`;
}

function distributions(result: StudyResult): readonly Html[] {
  const { arms, metric, statistic, better, target } = result;
  const question = { metric, statistic, better: better[metric]!, ...(target && { timed: target.metric }) };
  const groups = arms.map(({ name, runs }) => ({
    name,
    values: outcomesOf(runs, question).map(({ value }) => value ?? Number.NaN),
  }));
  if (groups.every(({ values }) => !values.some(Number.isFinite))) return [];
  const label = criterionLabel(result);
  return [figure(stripPlot({ x: label, groups }), `${capitalized(label)}: a dot for each run.`)];
}

/** Of two arms the sentence at the head says as much. */
function effects(result: StudyResult): readonly Html[] {
  const pairs = comparedDifferences(result).flatMap(({ a, b, difference }) =>
    difference ? [{ a, b, difference: difference.mean, ...endsOf(difference) }] : [],
  );
  if (pairs.length < 2) return [];
  const x = `difference of ${criterionLabel(result)}`;
  return [
    figure(
      effectForest({ x, effects: pairs, interval: "95 % interval" }),
      "Differences of the means, the better arm first, each pair by itself.",
    ),
  ];
}

const capitalized = (text: string): string => `${text[0]!.toUpperCase()}${text.slice(1)}`;

const endsOf = ({ low, high }: { readonly low: number | null; readonly high: number | null }) =>
  low === null || high === null ? {} : { low, high };

/** Training loss, and the validation of the metric by steps and by time. */
function curves({ arms, metric }: StudyResult): readonly Html[] {
  const label = `validation ${labelOf(metric)}`;
  const validated = ({ validation }: RunResult) => validation[metric] ?? [];
  return [
    ...curveOf(arms, { x: "step", y: "training loss", of: ({ curve }) => curve }),
    ...curveOf(arms, { x: "step", y: label, of: validated }),
    ...curveOf(arms, { x: "seconds of training", y: label, of: validated, at: ({ seconds }) => seconds }),
  ];
}

interface CurveChoice {
  readonly x: string;
  readonly y: string;
  readonly of: (run: RunResult) => readonly CurvePoint[];
  readonly at?: (point: CurvePoint) => number;
}

function curveOf(
  arms: readonly ArmResult[],
  { x, y, of, at = ({ step }) => step }: CurveChoice,
): readonly Html[] {
  const groups = arms.map(({ name, runs }) => ({
    name,
    runs: runs
      .filter(({ status }) => status !== "failed")
      .map((run) => ({ points: rising(of(run), at), diverged: run.status === "diverged" }))
      .filter(({ points }) => points.length > 0),
  }));
  const shown = groups.filter(({ runs }) => runs.length > 0);
  if (shown.length === 0) return [];
  return [figure(seedCurves({ x, y, groups: shown }), `${capitalized(y)} against ${x}.`)];
}

/** The points whose x rise, such as seconds of a clock that stood still; a loss that was not finite is left out. */
function rising(
  points: readonly CurvePoint[],
  at: (point: CurvePoint) => number,
): readonly (readonly [number, number])[] {
  const kept: (readonly [number, number])[] = [];
  for (const point of points) {
    if (point.value !== null && !(kept.length > 0 && at(point) <= kept.at(-1)![0]))
      kept.push([at(point), point.value]);
  }
  return kept;
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
