/** @file The losses of many runs reduced to what a picture shows: a mean, a band, and the runs that diverged. */

import { mean } from "../stats/moments.ts";

/** A mean of training losses; `null` where it was not finite. */
interface CurvePoint {
  readonly step: number;
  readonly loss: number | null;
}

type Status = "done" | "diverged" | "failed";

export interface CurveArm {
  readonly name: string;
  readonly runs: readonly {
    readonly status: Status;
    readonly steps: number;
    readonly curve: readonly CurvePoint[];
  }[];
}

export type Point = readonly [step: number, loss: number];

export interface CurveSummary {
  readonly name: string;
  /** Over the finished runs. */
  readonly mean: readonly Point[];
  /** From the lowest to the highest finished run. */
  readonly low: readonly Point[];
  readonly high: readonly Point[];
  /** One line for each diverged run, which ends at the step that it diverged at. */
  readonly diverged: readonly (readonly Point[])[];
}

/** Reduces the runs of each arm. Diverged runs are cut at a ceiling, or they would flatten all others. */
export function summariseCurves(arms: readonly CurveArm[]): readonly CurveSummary[] {
  const ceiling = ceilingOf(arms);
  return arms.map(({ name, runs }) => {
    const steps = groupByStep(finishedPoints(runs));
    const reduce = (f: (losses: readonly number[]) => number) =>
      steps.map(([step, losses]): Point => [step, f(losses)]);
    return {
      name,
      mean: reduce(mean),
      low: reduce((losses) => Math.min(...losses)),
      high: reduce((losses) => Math.max(...losses)),
      diverged: ofStatus(runs, "diverged").map(({ curve, steps: end }): readonly Point[] => [
        ...finite(curve).map(([step, loss]): Point => [step, Math.min(loss, ceiling)]),
        [end, ceiling],
      ]),
    };
  });
}

/** The highest loss of a finished run, but at least three times where any diverged run began. */
function ceilingOf(arms: readonly CurveArm[]): number {
  const runs = arms.flatMap((arm) => arm.runs);
  const beginnings = ofStatus(runs, "diverged").flatMap(({ curve }) => finite(curve).slice(0, 1));
  const losses = [
    ...finishedPoints(runs).map(([, loss]) => loss),
    ...beginnings.map(([, loss]) => Math.min(3 * loss, Number.MAX_VALUE)),
  ];
  return losses.length > 0 ? losses.reduce((a, b) => Math.max(a, b)) : 1;
}

function finishedPoints(runs: CurveArm["runs"]): readonly Point[] {
  return ofStatus(runs, "done").flatMap(({ curve }) => finite(curve));
}

function ofStatus(runs: CurveArm["runs"], status: Status): CurveArm["runs"] {
  return runs.filter((run) => run.status === status);
}

function finite(curve: readonly CurvePoint[]): readonly Point[] {
  return curve.flatMap(({ step, loss }): readonly Point[] => (loss === null ? [] : [[step, loss]]));
}

function groupByStep(points: readonly Point[]): readonly (readonly [number, readonly number[]])[] {
  const groups = new Map<number, number[]>();
  for (const [step, loss] of points) {
    const group = groups.get(step);
    if (group) group.push(loss);
    else groups.set(step, [loss]);
  }
  return [...groups].sort(([a], [b]) => a - b);
}
