/** @file What charts of a search draw of its trials, for reports and pages: no chart is part of it. */

import type { ParallelCoordinatesOptions, TrialParameter } from "./parallel-coordinates.ts";
import type { SensitivityChartOptions } from "./sensitivity-chart.ts";

/** A configuration that was tried. */
interface Tried {
  readonly values: Readonly<Record<string, number | string | boolean | null>>;
  readonly score: number | null;
  /** Of each run; `null` where it was lost. */
  readonly scores: readonly (number | null)[];
}

/** How far a trial is. */
interface Standing {
  readonly stopped: number;
  readonly isComplete: boolean;
}

/** Trials without those that go on, or were stopped early: their scores are of other steps. */
export const wholeTrials = <Trial extends Standing>(trials: readonly Trial[]): readonly Trial[] =>
  trials.filter(({ stopped, isComplete }) => isComplete && stopped === 0);

export interface TriedArm {
  readonly name: string;
  readonly trials: readonly Tried[];
}

/** What trials are scored by. */
export interface Scored {
  readonly label: string;
  readonly better: "higher" | "lower";
}

export const RATE = "learningRate";

/** The hyper-parameters that were varied. */
export function namesOf(trials: readonly Tried[]): readonly string[] {
  const names = [...new Set(trials.flatMap(({ values }) => Object.keys(values)))];
  return names.filter((name) => new Set(trials.map(({ values }) => values[name])).size > 1);
}

/** Scores by a hyper-parameter; nothing where no arm has a line of them. */
export function sensitivityOf(
  arms: readonly TriedArm[],
  parameter: string,
  { label, better }: Scored,
): SensitivityChartOptions | undefined {
  const lines = arms.flatMap(({ name, trials }) => {
    const points = pointsOf(trials, parameter, better);
    return points.length > 1 ? [{ name, points }] : [];
  });
  if (lines.length === 0) return undefined;
  const xScale = lines.every(({ points }) => points.every(({ value }) => value > 0)) ? "log" : "linear";
  return { x: parameter === RATE ? "learning rate" : parameter, y: label, better, xScale, lines };
}

/** The scores at each value; of trials that differ in other values the best one. */
function pointsOf(trials: readonly Tried[], parameter: string, better: Scored["better"]) {
  const tried = [...new Set(trials.map(({ values }) => values[parameter]))].filter(
    (value): value is number => typeof value === "number",
  );
  // Random values of several hyper-parameters mostly have one of their own, which no line can join.
  const ofValue = (value: number) => trials.filter(({ values }) => values[parameter] === value);
  const single = tried.filter((value) => ofValue(value).length === 1);
  if (namesOf(trials).length > 1 && 2 * single.length > tried.length) return [];
  const sign = better === "higher" ? 1 : -1;
  return tried.map((value) => {
    const best = ofValue(value).reduce((a, b) =>
      sign * ((b.score ?? NaN) - (a.score ?? NaN)) > 0 || a.score === null ? b : a,
    );
    return { value, scores: best.scores.map((score) => score ?? Number.NaN) };
  });
}

/** Trials as lines through their hyper-parameters; nothing where fewer than two were varied. */
export function coordinatesOf(
  { name: title, trials }: TriedArm,
  { label, better }: Scored,
): ParallelCoordinatesOptions | undefined {
  const names = namesOf(trials);
  if (names.length < 2) return undefined;
  const lines = trials.map(({ values, score }) => ({
    values: Object.fromEntries(
      names.flatMap((name) => {
        const value = values[name] ?? null;
        return value === null ? [] : [[name, typeof value === "number" ? value : String(value)] as const];
      }),
    ),
    score: score ?? Number.NaN,
  }));
  const parameters = names.map((name) => parameterOf(trials, name));
  return { title, parameters, score: { name: label, better }, trials: lines };
}

/** More than thirtyfold apart. */
const WIDE = 30;

function parameterOf(trials: readonly Tried[], name: string): TrialParameter {
  const values = trials.flatMap(({ values: each }) => each[name] ?? []);
  const numbers = values.filter((value) => typeof value === "number");
  const isLog =
    numbers.length === values.length &&
    Math.min(...numbers) > 0 &&
    Math.max(...numbers) > WIDE * Math.min(...numbers);
  return { name, ...(isLog && { scale: "log" as const }) };
}
