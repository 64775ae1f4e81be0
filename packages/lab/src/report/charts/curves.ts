/** @file Charts of curves over the training: by steps, examples and seconds, of all seeds together or each. */

import { seedCurves } from "../../charts/study/seed-curves.ts";
import type { CurvePoint, RunResult, StudyResult } from "../../results/result.ts";
import { TRAINING } from "../../results/statistics.ts";
import { labelOf } from "../labels.ts";
import { capitalized, type ReportChart, toName } from "./chart.ts";

/** One quantity over the training, in several charts. */
export interface CurveCharts {
  readonly label: string;
  /** One for each axis, the first to be shown first. */
  readonly byAxis: readonly (ReportChart & { readonly axis: string })[];
  /** Each seed as a thin line; nothing where an arm has no more than one run. */
  readonly seeds: ReportChart | undefined;
}

/** The training loss, and the validation of the metric that arms are compared by. */
export function curveCharts(result: StudyResult): readonly CurveCharts[] {
  const { metric, target } = result;
  const validated = metric === TRAINING ? result.selection : metric;
  return [
    ...chartsOf(result, { label: TRAINING, read: ({ curve }) => curve }),
    ...chartsOf(result, {
      label: `validation ${labelOf(validated)}`,
      read: ({ validation }) => validation[validated] ?? [],
      ...(target?.metric === validated && { target: target.value }),
    }),
  ];
}

interface Quantity {
  readonly label: string;
  readonly read: (run: RunResult) => readonly CurvePoint[];
  readonly target?: number;
}

interface Axis {
  readonly name: string;
  readonly title: string;
  readonly at: (point: CurvePoint) => number;
}

function axesOf({ problem }: StudyResult): readonly Axis[] {
  const { batchSize } = problem;
  const examples = batchSize
    ? [{ name: "examples", title: "training examples", at: ({ step }: CurvePoint) => step * batchSize }]
    : [];
  return [
    { name: "steps", title: "step", at: ({ step }) => step },
    ...examples,
    { name: "seconds", title: "seconds of training", at: ({ seconds }) => seconds },
  ];
}

function chartsOf(result: StudyResult, { label, read, target }: Quantity): readonly CurveCharts[] {
  const names = result.arms.map(({ name }) => name);
  const shared = { y: label, names, ...(target !== undefined && { target }) };
  const axes = axesOf(result);
  const shown = axes.flatMap((axis) => {
    const groups = groupsOf(result, read, axis);
    if (groups.length === 0) return [];
    const words = `${capitalized(label)} by ${axis.title}`;
    const draw = (title?: string) => seedCurves({ ...shared, title, x: axis.title, groups });
    const about = { title: words, caption: `${words}.`, draw };
    return [{ axis: axis.name, name: toName(label, "by", axis.name), ...about }];
  });
  if (shown.length === 0) return [];
  const groups = groupsOf(result, read, axes[0]!);
  const hasSeeds = groups.some(({ runs }) => runs.length > 1);
  const seeds: ReportChart = {
    name: toName(label, "seeds"),
    title: `${capitalized(label)} of single seeds`,
    draw: (title) => seedCurves({ ...shared, title, x: axes[0]!.title, groups, seeds: true }),
    caption: `${capitalized(label)} by step, a thin line for each seed.`,
  };
  return [{ label, byAxis: shown, seeds: hasSeeds ? seeds : undefined }];
}

function groupsOf({ arms }: StudyResult, read: Quantity["read"], { at }: Axis) {
  return arms
    .map(({ name, runs }) => ({
      name,
      runs: runs
        .filter(({ status }) => status !== "failed")
        .map((run) => ({ points: rising(read(run), at), diverged: run.status === "diverged" }))
        .filter(({ points }) => points.length > 0),
    }))
    .filter(({ runs }) => runs.length > 0);
}

/** The points whose x rise, such as seconds of a clock that stood still; a value that was not finite is left out. */
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
