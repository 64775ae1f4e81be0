/** @file Trials as lines through their hyper-parameters and their scores. */

import { ArgumentError, nearestOrAll } from "glissade";
import { requireFields, requireOptions, show } from "../../checks.ts";
import { requireChoice, requireNamed, requireNumber } from "../checks.ts";
import {
  drawing,
  headingHeight,
  headingOption,
  type Point,
  type Shape,
  SIZE,
  type ToPixel,
} from "../layout.ts";
import { legendHeight, legendOption } from "../legend.ts";
import type { Scale } from "../line-chart.ts";
import { shorten } from "../numbers.ts";
import { renderSvg, type Series } from "../render.ts";
import { INK, MUTED, PALETTE } from "../theme.ts";
import { wrap } from "../wrap.ts";
import { type Coordinate, NONE, readCoordinate } from "./coordinate.ts";
import { legendKey } from "./keys.ts";
import { textShape } from "./rows.ts";

export interface TrialParameter {
  readonly name: string;
  /** Of numbers: `"linear"` by default. Texts are choices, evenly apart. */
  readonly scale?: Scale;
}

export interface Trial {
  /** By the names of the parameters; the line of a trial without one passes below its axis. */
  readonly values: Readonly<Record<string, number | string | undefined>>;
  /** Not finite where the trial diverged. */
  readonly score: number;
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
/** Pixels beside the plot for names of parameters and choices. */
const SIDE = 74;
const [COLOR, BEST] = [PALETTE[0]!, PALETTE[1]!];
/** Where the lines of diverged trials end: above the axis of the score. */
const LOST = 1.07;

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

interface RankedTrial extends Trial {
  /** From 0, the best, to 1; `null` where the trial diverged. */
  readonly rank: number | null;
}

/** The worst first, so that better ones are drawn over them. */
function rankTrials(trials: readonly Trial[], better: "lower" | "higher"): readonly RankedTrial[] {
  const sign = better === "lower" ? 1 : -1;
  const lost = trials.filter(({ score }) => !Number.isFinite(score));
  const finished = trials
    .filter(({ score }) => Number.isFinite(score))
    .sort((a, b) => sign * (b.score - a.score));
  return [
    ...lost.map((trial) => ({ ...trial, rank: null })),
    ...finished.map((trial, index) => ({ ...trial, rank: 1 - (index + 1) / finished.length })),
  ];
}

function keysOf(ranked: readonly RankedTrial[]): readonly Series[] {
  const isLost = ranked.some(({ rank }) => rank === null);
  return [
    legendKey({ name: "best trial", icon: "line", color: BEST }),
    legendKey({ name: "other trials, darker is better", icon: "line", color: COLOR }),
    ...(isLost ? [legendKey({ name: "diverged", icon: "triangle", color: MUTED })] : []),
  ];
}

/** The line of a trial. */
function trialShapes(
  { values, score, rank }: RankedTrial,
  axes: readonly Coordinate[],
  toPixel: ToPixel,
): readonly Shape[] {
  const end = rank === null ? LOST : axes.at(-1)!.at(score);
  const heights = [...axes.slice(0, -1).map((axis) => axis.at(values[axis.name])), end];
  const points = heights.map((height, index) => [...toPixel([index, height ?? NONE])]);
  const line: Shape = { type: "polyline", shape: { points }, style: { fill: "none", ...styleOf(rank) } };
  return rank === null ? [line, triangle(toPixel([axes.length - 1, LOST]))] : [line];
}

function styleOf(rank: number | null) {
  if (rank === null) return { stroke: MUTED, lineWidth: 1, opacity: 0.7, lineDash: [3, 3] };
  if (rank === 0) return { stroke: BEST, lineWidth: 3 };
  return { stroke: COLOR, lineWidth: 1.5, opacity: 0.85 - 0.7 * rank };
}

const triangle = ([x, y]: Point): Shape => ({
  type: "polygon",
  shape: {
    points: [
      [x, y - 5],
      [x + 5, y + 4],
      [x - 5, y + 4],
    ],
  },
  style: { fill: MUTED },
});

/** An upright line with its ticks at the left, and its name below. */
function axisShapes(
  { label, ticks }: Coordinate,
  index: number,
  { toPixel, count }: { readonly toPixel: ToPixel; readonly count: number },
): readonly Shape[] {
  const [[x, bottom], [, top]] = [toPixel([index, 0]), toPixel([index, 1])];
  const room = (SIZE.width - 2 * SIDE) / Math.max(1, count - 1) - 6;
  const style = { stroke: MUTED, lineWidth: 1 };
  const line: Shape = { type: "line", shape: { x1: x, x2: x, y1: bottom, y2: top }, style };
  const labels = ticks.flatMap(({ at, text }): Shape[] => {
    const [, y] = toPixel([index, at]);
    const words = { x: x - 6, y, align: "right", fill: MUTED, fontSize: 11, halo: true } as const;
    return [{ type: "line", shape: { x1: x - 4, x2: x, y1: y, y2: y }, style }, textShape(text, words)];
  });
  const names = wrap(label, { width: Math.max(48, Math.min(2 * SIDE - 12, room)), fontSize: 12 }).slice(0, 3);
  const words = names.map((text, row) =>
    textShape(text, { x, y: bottom + 36 + 14 * row, align: "center", fill: INK, fontSize: 12 }),
  );
  return [line, ...labels, ...words];
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
