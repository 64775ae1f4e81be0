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
  const names = [...new Set(series.flatMap(({ name }) => (name === undefined ? [] : [String(name)])))];
  const legendTop = title === undefined ? 6 : 58;
  const gridTop = legendTop + legendRows(names) * 30 + 4;
  const titleWidth = { width: SIZE.width - 24, overflow: "truncate" } as const;
  return {
    title: { show: title !== undefined, text: title, subtext: subtitle, textStyle: titleWidth },
    legend: {
      top: legendTop,
      width: SIZE.width - 24,
      data: names.map((name) => legendItem(name, series)),
    },
    grid: { left: 74, right: 24, top: gridTop, bottom: 52, outerBoundsMode: "none" },
    xAxis: x,
    yAxis: { ...y, nameGap: 54 },
    series: [...series],
  };
}

/** Without the dot that echarts puts on the dashes of a line. */
function legendItem(name: string, series: readonly Series[]) {
  const isLine = series.some((one) => one.type === "line" && one.name === name);
  return isLine ? { name, itemStyle: { opacity: 0 } } : { name };
}

/** Lines that a legend breaks into, by the average width of a letter and of the mark before each name. */
function legendRows(names: readonly string[]): number {
  let rows = 1;
  let filled = 0;
  for (const name of names) {
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
