/** @file Points of several groups in a plane, with lines among them. */

import { requireOptions } from "../checks.ts";
import { armStyles } from "./arm-style.ts";
import { linearAxis, rangeOf } from "./axes.ts";
import { heightAround, layOut, SIZE } from "./layout.ts";
import { type Line, lineSeries } from "./line-chart.ts";
import { renderSvg } from "./render.ts";
import { type Group, groupSeries } from "./symbols.ts";

const PLOT_HEIGHT = 310;

export interface ScatterChartOptions {
  readonly title?: string;
  /** What the axes show, with units. */
  readonly x: string;
  readonly y: string;
  readonly groups: readonly Group[];
  readonly lines?: readonly Line[];
}

/**
 * An SVG of points, each group with its colour and shape.
 *
 * @example
 * const groups = [{ name: "ring", points: [[0, 1], [1, 0]] as const }];
 * scatterChart({ x: "x", y: "y", groups }).slice(0, 4); // "<svg"
 */
export function scatterChart(options: ScatterChartOptions): string {
  requireOptions("scatterChart", options, { needed: ["x", "y", "groups"], optional: ["title", "lines"] });
  const { title, groups, lines = [] } = options;
  const points = [...groups, ...lines].flatMap((each) => each.points);
  const x = linearAxis(options.x, rangeOf(points.map(([across]) => across)));
  const y = linearAxis(options.y, rangeOf(points.map(([, up]) => up)));
  const names = [...groups, ...lines].map(({ name }) => name);
  const styles = armStyles(names);
  const series = [
    ...groupSeries(groups),
    ...lines.flatMap((line) => lineSeries(line, styles.get(line.name)!)),
  ];
  const label = `${title ? `${title}: ` : ""}${options.y} by ${options.x} for ${names.join(", ")}`;
  const height = heightAround(PLOT_HEIGHT, { title, series });
  return renderSvg({ ...SIZE, height, label, option: layOut({ x, y, title, series }) });
}
