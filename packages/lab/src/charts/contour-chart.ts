/** @file A function of two variables as contours, with lines on it. */

import { ArgumentError } from "glissade";
import { requireOptions, show } from "../checks.ts";
import { armStyles } from "./arm-style.ts";
import { exactAxis } from "./axes.ts";
import { contourSeries, gridPoints, spread } from "./contour.ts";
import { heightAround, layOut, SIZE } from "./layout.ts";
import { type Line, lineSeries } from "./line-chart.ts";
import { renderSvg } from "./render.ts";

const PLOT_HEIGHT = 310;
const SAMPLES = 160;

export interface Extent {
  /** What the axis shows. */
  readonly name: string;
  readonly range: readonly [low: number, high: number];
}

export interface ContourChartOptions {
  readonly title?: string;
  readonly x: Extent;
  readonly y: Extent;
  readonly f: (x: number, y: number) => number;
  /** Paths on it. */
  readonly lines?: readonly Line[];
}

/**
 * An SVG of the contours of a function, closer together in its valleys.
 *
 * @example
 * const x = { name: "x", range: [-1, 1] as const };
 * contourChart({ x, y: { ...x, name: "y" }, f: (a, b) => a * a + 4 * b * b }).slice(0, 4); // "<svg"
 */
export function contourChart(options: ContourChartOptions): string {
  requireOptions("contourChart", options, { needed: ["x", "y", "f"], optional: ["title", "lines"] });
  const { title, f, lines = [] } = options;
  for (const side of ["x", "y"] as const) requireExtent(`contourChart({ ${side} })`, options[side]);
  const [x, y] = [options.x, options.y].map(({ name, range: [min, max] }) => exactAxis(name, { min, max }));
  const grid = { x: spread(x!, SAMPLES), y: spread(y!, SAMPLES) };
  const values = gridPoints(grid).map(([across, up]) => f(across, up));
  const styles = armStyles(lines.map(({ name }) => name));
  const series = [
    contourSeries(grid, values),
    ...lines.flatMap((line) => lineSeries(line, styles.get(line.name)!)),
  ];
  const label = `${title ? `${title}: ` : ""}contours by ${options.x.name} and ${options.y.name}`;
  const height = heightAround(PLOT_HEIGHT, { title, series });
  return renderSvg({ ...SIZE, height, label, option: layOut({ x: x!, y: y!, title, series }) });
}

function requireExtent(where: string, extent: unknown): void {
  const { name, range } = Object(extent) as Partial<Extent>;
  const [low = Number.NaN, high = Number.NaN] = Array.isArray(range) ? range : [];
  if (typeof name === "string" && Number.isFinite(low) && Number.isFinite(high) && low < high) return;
  throw new ArgumentError({
    where,
    rule: `must be { name, range: [low, high] } with finite numbers that rise, got ${show(name)} and from ${low} to ${high}`,
    fix: 'For example { name: "x", range: [-1, 1] }',
  });
}
