/** @file Lines of any numbers against any others. */

import { requireOptions } from "../checks.ts";
import { type ArmStyle, armStyles } from "./arm-style.ts";
import { type Axis, linearAxis, type Range, rangeOf } from "./axes.ts";
import { bandSeries } from "./band.ts";
import { heightAround, layOut, type Point, SIZE } from "./layout.ts";
import { logAxis, magnitudeAxis } from "./log-axis.ts";
import { renderSvg, type Series } from "./render.ts";

const PLOT_HEIGHT = 233;

export interface Line {
  readonly name: string;
  /** Pairs of x and y; those that are not finite leave a gap. */
  readonly points: readonly Point[];
  /** Published or measured values to hold against the line: circles in its colour. */
  readonly marks?: readonly Point[];
  /** An area behind the line, such as one deviation to both sides. */
  readonly band?: readonly (readonly [x: number, low: number, high: number])[];
}

export type Scale = "linear" | "log";

export interface LineChartOptions {
  readonly title?: string;
  /** What the axes show, with units. */
  readonly x: string;
  readonly y: string;
  readonly lines: readonly Line[];
  /** `"linear"` by default. */
  readonly xScale?: Scale;
  /** By default logarithmic where values are positive and more than thirtyfold apart, else linear from zero. */
  readonly yScale?: Scale;
}

const axes: Readonly<Record<Scale | "auto", (name: string, range: Range) => Axis>> = {
  linear: linearAxis,
  log: logAxis,
  auto: magnitudeAxis,
};

/**
 * An SVG of lines.
 *
 * @example
 * const points = [0, 1, 2, 3].map((step) => [step, 0.5 ** step] as const);
 * lineChart({ x: "step", y: "f", lines: [{ name: "sgd", points }] }).slice(0, 4); // "<svg"
 */
export function lineChart(options: LineChartOptions): string {
  requireOptions("lineChart", options, {
    needed: ["x", "y", "lines"],
    optional: ["title", "xScale", "yScale"],
  });
  const { title, lines, xScale = "linear", yScale = "auto" } = options;
  const points = lines.flatMap(pointsOf).filter(isShown(xScale, yScale));
  const along = points.map(([at]) => at);
  const x = axes[xScale](options.x, { ...rangeOf(along), areWhole: along.every(Number.isInteger) });
  const y = axes[yScale](options.y, rangeOf(points.map(([, value]) => value)));
  const names = lines.map(({ name }) => name);
  const styles = armStyles(names);
  const bands = lines.flatMap((line) => bandOf(line, styles.get(line.name)!, [x.min, y.min]));
  const series = [...bands, ...lines.flatMap((line) => lineSeries(line, styles.get(line.name)!))];
  const label = `${title ? `${title}: ` : ""}${options.y} by ${options.x} for ${names.join(", ")}`;
  const height = heightAround(PLOT_HEIGHT, { title, series });
  return renderSvg({ ...SIZE, height, label, option: layOut({ x, y, title, series }) });
}

/** Whether axes can show a point: a logarithm needs a positive number. */
const isShown =
  (xScale: Scale, yScale: Scale | "auto") =>
  ([x, y]: Point): boolean =>
    (xScale !== "log" || x > 0) && (yScale !== "log" || y > 0);

function pointsOf({ points, marks = [], band = [] }: Line): readonly Point[] {
  return [
    ...points,
    ...marks,
    ...band.flatMap(([at, low, high]): Point[] => [
      [at, low],
      [at, high],
    ]),
  ];
}

function bandOf({ band = [] }: Line, { color }: ArmStyle, anchor: Point): readonly Series[] {
  const drawn = band.filter((each) => each.every(Number.isFinite));
  if (drawn.length === 0) return [];
  const [low, high] = [1, 2].map((end) => drawn.map((each): Point => [each[0], each[end]!]));
  return [bandSeries({ color, low: low!, high: high!, anchor })];
}

/** A line, and its marks. */
export function lineSeries({ name, points, marks = [] }: Line, { color, dash }: ArmStyle): readonly Series[] {
  const lineStyle = { color, width: 2, type: dash };
  const symbol = points.length === 1 ? "circle" : "none";
  return [
    { type: "line", name, color, data: points.map(toData), symbol, lineStyle },
    ...(marks.length > 0
      ? [{ type: "scatter" as const, color, symbolSize: 8, data: marks.map(toData) }]
      : []),
  ];
}

const toData = (point: Point) => point.map((value) => (Number.isFinite(value) ? value : null));
