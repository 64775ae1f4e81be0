/** @file How a chart is put together: title, legend and plot without overlap, and free drawing in the plot. */

import type { CustomSeriesOption } from "echarts/charts";
import type { Axis } from "./axes.ts";
import type { ChartOption, Series } from "./render.ts";

/** Pixels of a chart; the page scales it. */
export const SIZE = { width: 560, height: 360 } as const;

/** The mark of a diverged run. */
export const CROSS = "path://M0 0L10 10M10 0L0 10";

export interface ChartParts {
  readonly x: Axis;
  readonly y: Axis;
  /** Those with a name appear in the legend. */
  readonly series: readonly Series[];
  readonly title?: string;
  readonly subtitle?: string;
}

/** The options of a chart, with as much room above the plot as its title and legend take. */
export function layOut({ x, y, series, title, subtitle }: ChartParts): ChartOption {
  const names = legendNames(series);
  const titleWidth = { width: SIZE.width - 24, overflow: "truncate" } as const;
  return {
    title: { show: title !== undefined, text: title, subtext: subtitle, textStyle: titleWidth },
    legend: {
      top: legendTop({ title, subtitle }),
      width: SIZE.width - 24,
      data: names.map((name) => legendItem(name, series)),
    },
    grid: { ...EDGES, top: plotTop({ series, title, subtitle }), outerBoundsMode: "none" },
    xAxis: x,
    yAxis: { ...y, nameGap: 54 },
    series: [...series],
  };
}

/** Pixels around the plot, for the numbers and names of its axes. */
const EDGES = { left: 74, right: 24, bottom: 52 } as const;

type Headings = Pick<ChartParts, "title" | "subtitle">;

const legendTop = ({ title, subtitle }: Headings): number =>
  title === undefined ? 6 : subtitle === undefined ? 40 : 58;

const plotTop = ({ series, ...headings }: Pick<ChartParts, "series"> & Headings): number =>
  legendTop(headings) + legendRows(series) * 30 + 4;

/** A rectangle in pixels. */
export interface Area {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Where `layOut` puts the plot in a chart of some height. */
export function plotArea(parts: Omit<ChartParts, "x" | "y">, height: number): Area {
  const top = plotTop(parts);
  const { left, right, bottom } = EDGES;
  return { left, top, width: SIZE.width - left - right, height: height - top - bottom };
}

/** Without the dot that echarts puts on the dashes of a line. */
function legendItem(name: string, series: readonly Series[]) {
  const isLine = series.some((one) => one.type === "line" && one.name === name);
  return isLine ? { name, itemStyle: { opacity: 0 } } : { name };
}

const legendNames = (series: readonly Series[]): readonly string[] => [
  ...new Set(series.flatMap(({ name }) => (name === undefined ? [] : [String(name)]))),
];

/** Lines that a legend breaks into, by the average width of a letter and of the mark before each name. */
export function legendRows(series: readonly Series[]): number {
  let rows = 1;
  let filled = 0;
  for (const name of legendNames(series)) {
    const width = 52 + 6.4 * name.length;
    if (filled > 0 && filled + width > SIZE.width - 24) {
      rows++;
      filled = 0;
    }
    filled += width;
  }
  return rows;
}

/** Horizontal, vertical. */
export type Point = readonly [number, number];
/** From data to pixels. */
export type ToPixel = (point: Point) => Point;

type RenderItem = NonNullable<CustomSeriesOption["renderItem"]>;
export type Shape = Extract<ReturnType<RenderItem>, { type: "group" }>["children"][number];

export interface Drawing {
  readonly name?: string;
  readonly color: string;
  /** Any point inside the axes: echarts draws only what it can place. */
  readonly anchor: Point;
  readonly draw: (toPixel: ToPixel) => Shape[];
}

/** A series that draws shapes of its own, clipped to the plot. */
export function drawing({ name, color, anchor, draw }: Drawing): CustomSeriesOption {
  return {
    type: "custom",
    name,
    color,
    clip: true,
    data: [[...anchor]],
    renderItem: (_, api) => ({ type: "group", children: draw((point) => toPoint(api.coord([...point]))) }),
  };
}

function toPoint([x, y]: readonly number[]): Point {
  return [x!, y!];
}
