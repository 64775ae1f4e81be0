/** @file Trials as lines through their hyper-parameters and their scores. */

import { ArgumentError, nearestOrAll } from "glissade";
import { requireFields, requireOptions, show } from "../../checks.ts";
import { requireChoice, requireNamed, requireNumber } from "../checks.ts";
import { drawing, headingHeight, headingOption, SIZE } from "../layout.ts";
import { legendHeight, legendOption } from "../legend.ts";
import type { Scale } from "../line-chart.ts";
import { shorten } from "../numbers.ts";
import { renderSvg, type Series } from "../render.ts";
import { INK, MUTED } from "../theme.ts";
import { readCoordinate } from "./coordinate.ts";
import { legendKey } from "./keys.ts";
import {
  axisShapes,
  BEST,
  COLOR,
  type RankedTrial,
  rankTrials,
  SIDE,
  type Trial,
  trialShapes,
} from "./trial-shapes.ts";

export interface TrialParameter {
  readonly name: string;
  /** Of numbers: `"linear"` by default. Texts are choices, evenly apart. */
  readonly scale?: Scale;
}

export interface ParallelCoordinatesOptions {
  readonly title?: string;
  /** From left to right. */
  readonly parameters: readonly TrialParameter[];
  /** What trials are scored by, with its unit, and which scores are better: `"lower"` by default. */
  readonly score: TrialParameter & { readonly better?: "lower" | "higher" };
  readonly trials: readonly Trial[];
}

const PLOT_HEIGHT = 240;
/**
 * An SVG of trials: an upright axis for each hyper-parameter, and at the right one for the score; a line for each trial,
 * darker where its score is better, the best of them in orange. Trials that diverged are dashed, and end in a triangle
 * above the axis of the score.
 *
 * @example
 * const parameters = [{ name: "learningRate", scale: "log" as const }, { name: "optimizer" }];
 * const trials = [
 *   { values: { learningRate: 0.1, optimizer: "sgd" }, score: 0.3 },
 *   { values: { learningRate: 0.001, optimizer: "adam" }, score: 0.2 },
 * ];
 * parallelCoordinates({ parameters, score: { name: "loss" }, trials }).slice(0, 4); // "<svg"
 *
 * @throws ArgumentError for unknown parameters, and numbers that a logarithmic axis cannot show
 */
export function parallelCoordinates(options: ParallelCoordinatesOptions): string {
  checkOptions(options);
  const { title, parameters, score, trials } = options;
  const { better = "lower", ...scored } = score;
  const axes = [
    ...parameters.map((each) =>
      readCoordinate(
        "parallelCoordinates",
        each,
        trials.map(({ values }) => values[each.name]),
      ),
    ),
    readCoordinate(
      "parallelCoordinates",
      scored,
      trials.map((trial) => trial.score),
    ),
  ];
  const ranked = rankTrials(trials, better);
  const lines: readonly Series[] = [
    {
      ...drawing({
        color: INK,
        anchor: [0, 0],
        draw: (toPixel) => [
          ...ranked.flatMap((trial) => trialShapes(trial, axes, toPixel)),
          ...axes.flatMap((axis, index) => axisShapes(axis, index, { toPixel, count: axes.length })),
        ],
      }),
      clip: false,
    },
  ];
  const series = [...keysOf(ranked), ...lines];
  const label = `${title ? `${title}: ` : ""}${score.name} of ${trials.length} trials by ${parameters.map(({ name }) => name).join(", ")}`;
  const description = describe(ranked, options);
  return renderSvg({ ...SIZE, label, description, ...layOutAxes(title, series, axes.length) });
}

function checkOptions(options: ParallelCoordinatesOptions): void {
  const where = "parallelCoordinates";
  requireOptions(where, options, { needed: ["parameters", "score", "trials"], optional: ["title"] });
  const { parameters, score, trials } = options;
  requireNamed(`${where}({ parameters })`, parameters, "{ name, scale }");
  requireOptions(`${where}({ score })`, score, { needed: ["name"], optional: ["scale", "better"] });
  requireChoice(`${where}({ score }).better`, score.better ?? "lower", ["lower", "higher"]);
  for (const { name, scale = "linear" } of [...parameters, score]) {
    requireChoice(`${where}: scale of ${name}`, scale, ["linear", "log"]);
  }
  if (!Array.isArray(trials)) {
    throw new ArgumentError({
      where: `${where}({ trials })`,
      rule: `must be a list of { values, score }, got ${show(trials)}`,
    });
  }
  for (const [index, trial] of trials.entries()) {
    requireNumber(`${where}({ trials })[${index}].score`, trial?.score);
    requireFields(`${where}({ trials })[${index}]`, trial, ["values"], "a trial: { values, score }");
  }
  const known = [...new Set(trials.flatMap(({ values }) => Object.keys(values)))];
  const missing = parameters.find(({ name }) => trials.length > 0 && !known.includes(name));
  if (missing === undefined) return;
  throw new ArgumentError({
    where: `${where}({ parameters })`,
    rule: `must be in the values of a trial, got ${show(missing.name)}`,
    fix: nearestOrAll(missing.name, known),
  });
}

function keysOf(ranked: readonly RankedTrial[]): readonly Series[] {
  const isLost = ranked.some(({ rank }) => rank === null);
  return [
    legendKey({ name: "best trial", icon: "line", color: BEST }),
    legendKey({ name: "other trials, darker is better", icon: "line", color: COLOR }),
    ...(isLost ? [legendKey({ name: "diverged", icon: "triangle", color: MUTED })] : []),
  ];
}

function layOutAxes(title: string | undefined, series: readonly Series[], count: number) {
  const room = SIZE.width - 24;
  const legendTop = headingHeight({ title }) - 2;
  const top = legendTop + legendHeight(series, room) + 28;
  const hidden = { type: "value" as const, show: false };
  return {
    height: top + PLOT_HEIGHT + 80,
    option: {
      title: headingOption({ title }),
      legend: { top: legendTop, ...legendOption(series, room) },
      grid: { left: SIDE, right: SIDE, top, height: PLOT_HEIGHT, outerBoundsMode: "none" as const },
      xAxis: { ...hidden, min: 0, max: Math.max(1, count - 1) },
      yAxis: { ...hidden, min: 0, max: 1 },
      series: [...series],
    },
  };
}

function describe(ranked: readonly RankedTrial[], { parameters, score }: ParallelCoordinatesOptions): string {
  const best = ranked.findLast(({ rank }) => rank === 0);
  const lost = ranked.filter(({ rank }) => rank === null).length;
  const count = `${ranked.length} trials, ${lost} diverged`;
  if (!best) return `${count}.`;
  const values = parameters.flatMap(({ name }) => {
    const value = best.values[name];
    return value === undefined ? [] : [`${name} ${typeof value === "number" ? shorten(value) : value}`];
  });
  return `${count}. Best: ${score.name} ${shorten(best.score)} at ${values.join(", ")}.`;
}
