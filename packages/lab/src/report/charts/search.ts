/** @file Charts of a search: sensitivity to the learning rate, trials as parallel lines, importances. */

import { importanceChart } from "../../charts/study/importance-chart.ts";
import { parallelCoordinates } from "../../charts/study/parallel-coordinates.ts";
import { sensitivityChart } from "../../charts/study/sensitivity-chart.ts";
import type { ArmResult, StudyResult, TrialResult } from "../../results/result.ts";
import { importances } from "../../search/importances.ts";
import { labelOf } from "../labels.ts";
import { type ReportChart, toName } from "./chart.ts";

const RATE = "learningRate";

/** The charts that the trials have data for. */
export function searchCharts(result: StudyResult): readonly ReportChart[] {
  const searched = result.arms.map(withWholeTrials).filter(({ trials = [] }) => trials.length > 0);
  return [
    ...sensitivity(result, searched),
    ...searched.flatMap((arm) => [...coordinates(result, arm), ...importance(result, arm)]),
  ];
}

/** Without those that were stopped early: their scores are of other steps. */
const withWholeTrials = ({ trials = [], ...arm }: ArmResult): ArmResult => ({
  ...arm,
  trials: trials.filter(({ stopped }) => stopped === 0),
});

const scoreLabel = ({ selection }: StudyResult): string => `validation ${labelOf(selection)}`;
const betterOf = ({ better, selection }: StudyResult) => better[selection] ?? "higher";

function sensitivity(result: StudyResult, arms: readonly ArmResult[]): readonly ReportChart[] {
  const lines = arms.flatMap((arm) => {
    const points = ratePoints(arm.trials!, betterOf(result));
    return points.length > 1 ? [{ name: arm.name, points }] : [];
  });
  if (lines.length === 0) return [];
  const xScale = lines.every(({ points }) => points.every(({ value }) => value > 0)) ? "log" : "linear";
  const options = {
    x: "learning rate",
    y: scoreLabel(result),
    better: betterOf(result),
    xScale,
    lines,
  } as const;
  return [
    {
      name: "learning-rate",
      svg: sensitivityChart(options),
      caption:
        "Trials by learning rate, the best of the other hyper-parameters at each, and the share of runs that diverged there. A flat line is an optimizer that forgives a poor rate.",
    },
  ];
}

/** The scores at each rate; of trials that differ in other values the best one. */
function ratePoints(trials: readonly TrialResult[], better: "higher" | "lower") {
  const rates = [...new Set(trials.map(({ values }) => values[RATE]))].filter(
    (rate): rate is number => typeof rate === "number",
  );
  // Random values of several hyper-parameters mostly have a rate each, which no line can join.
  const single = rates.filter((rate) => trials.filter(({ values }) => values[RATE] === rate).length === 1);
  if (namesOf(trials).length > 1 && 2 * single.length > rates.length) return [];
  const sign = better === "higher" ? 1 : -1;
  return rates.map((value) => {
    const own = trials.filter(({ values }) => values[RATE] === value);
    const best = own.reduce((a, b) =>
      sign * ((b.score ?? NaN) - (a.score ?? NaN)) > 0 || a.score === null ? b : a,
    );
    return { value, scores: best.scores.map((score) => score ?? Number.NaN) };
  });
}

/** The hyper-parameters that were varied. */
function namesOf(trials: readonly TrialResult[]): readonly string[] {
  const names = [...new Set(trials.flatMap(({ values }) => Object.keys(values)))];
  return names.filter((name) => new Set(trials.map(({ values }) => values[name])).size > 1);
}

/** More than thirtyfold apart. */
const WIDE = 30;

function parameterOf(trials: readonly TrialResult[], name: string) {
  const values = trials.flatMap(({ values: each }) => each[name] ?? []);
  const numbers = values.filter((value) => typeof value === "number");
  const isLog =
    numbers.length === values.length &&
    Math.min(...numbers) > 0 &&
    Math.max(...numbers) > WIDE * Math.min(...numbers);
  return { name, ...(isLog && { scale: "log" as const }) };
}

function coordinates(result: StudyResult, { name, trials = [] }: ArmResult): readonly ReportChart[] {
  const names = namesOf(trials);
  if (names.length < 2) return [];
  const score = { name: scoreLabel(result), better: betterOf(result) };
  const lines = trials.map(({ values, score: each }) => ({
    values: Object.fromEntries(
      names.flatMap((key) => {
        const value = values[key] ?? null;
        return value === null ? [] : [[key, typeof value === "number" ? value : String(value)] as const];
      }),
    ),
    score: each ?? Number.NaN,
  }));
  const parameters = names.map((key) => parameterOf(trials, key));
  return [
    {
      name: toName("trials", name),
      svg: parallelCoordinates({ title: name, parameters, score, trials: lines }),
      caption: `${name}: a line for each trial, darker where it is better, the best in orange.`,
    },
  ];
}

function importance(result: StudyResult, { name, trials = [] }: ArmResult): readonly ReportChart[] {
  if (namesOf(trials).length < 2) return [];
  const found = importances(trials, { better: betterOf(result) });
  if (!found) return [];
  return [
    {
      name: toName("importance", name),
      svg: importanceChart({
        title: name,
        x: "share of the variance of ranks",
        parameters: found.parameters,
      }),
      caption: `${name}: the share of the variance of the trials' ranks that each hyper-parameter explains by itself, over ${found.trials} trials. The rest, ${Math.round(100 * found.rest)} %, is joint effects and chance.`,
    },
  ];
}
