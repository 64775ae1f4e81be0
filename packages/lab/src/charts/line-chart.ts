/** @file Any numbers against any others: the picture of a lesson or a note. */

import { requireOptions } from "../checks.ts";
import { type ArmStyle, armStyles } from "./arm-style.ts";
import { type Axis, linearAxis, logAxis, magnitudeAxis, type Range, rangeOf } from "./axes.ts";
import { heightAround, layOut, type Point, SIZE } from "./layout.ts";
import { renderSvg, type Series } from "./render.ts";

const PLOT_HEIGHT = 233;

export interface Line {
  readonly name: string;
  /** Pairs of x and y; those that are not finite leave a gap. */
  readonly points: readonly Point[];
  /** Published or measured values to hold against the line: circles in its colour. */
  readonly marks?: readonly Point[];
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
  const points = lines.flatMap((line) => [...line.points, ...(line.marks ?? [])]);
  const x = axes[xScale](options.x, rangeOf(points.map(([at]) => at)));
  const y = axes[yScale](options.y, rangeOf(points.map(([, value]) => value)));
  const names = lines.map(({ name }) => name);
  const styles = armStyles(names);
  const series = lines.flatMap((line) => toSeries(line, styles.get(line.name)!));
  const label = `${title ? `${title}: ` : ""}${options.y} by ${options.x} for ${names.join(", ")}`;
  const height = heightAround(PLOT_HEIGHT, { title, series });
  return renderSvg({ ...SIZE, height, label, option: layOut({ x, y, title, series }) });
}

function toSeries({ name, points, marks = [] }: Line, { color, dash }: ArmStyle): readonly Series[] {
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
