/** @file The layout of a chart: title, legend and plot without overlap, and free drawing in the plot. */

import type { CustomSeriesOption } from "echarts/charts";
import type { Axis } from "./axes.ts";
import { legendHeight, legendOption } from "./legend.ts";
import { placeSeries, positionAxis } from "./positions.ts";
import type { ChartOption, Series } from "./render.ts";
import { MUTED, SUBTITLE, TITLE } from "./theme.ts";
import { wrap } from "./wrap.ts";

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

/** Pixels that words above the plot may take in width; bold letters are wider than those that are measured. */
const WORDS = SIZE.width - 24;
const BOLD = 1.08;

/** The options of a chart, with as much room above the plot as its title and legend take. */
export function layOut({ x, y, series, title, subtitle }: ChartParts): ChartOption {
  return {
    title: headingOption({ title, subtitle }),
    legend: { top: legendTop({ title, subtitle }), ...legendOption(series, WORDS) },
    grid: { ...EDGES, top: plotTop({ series, title, subtitle }), outerBoundsMode: "none" },
    xAxis: positionAxis(x),
    yAxis: { ...positionAxis(y), nameGap: 54 },
    series: series.map((each) => placeSeries(each, { x, y })),
  };
}

/** Pixels around the plot, for the numbers and names of its axes. */
export const EDGES = { left: 74, right: 24, bottom: 52 } as const;

type Headings = Pick<ChartParts, "title" | "subtitle">;
type Words = Pick<ChartParts, "series"> & Headings;

/** The lines of the title and of what stands below it. */
const headings = ({ title = "", subtitle = "" }: Headings) => ({
  text: wrap(title, { width: WORDS / BOLD, fontSize: TITLE.fontSize }),
  subtext: wrap(subtitle, { width: WORDS, fontSize: SUBTITLE.fontSize }),
});

/** The option of a title and of what stands below it, or of this alone. */
export function headingOption({ title, subtitle }: Headings) {
  const { text, subtext } = headings({ title, subtitle });
  if (title === undefined) {
    const textStyle = { color: MUTED, fontWeight: "normal" as const, ...SUBTITLE };
    return { show: subtitle !== undefined, text: subtext.join("\n"), textStyle };
  }
  return { show: true, text: text.join("\n"), subtext: subtext.join("\n") };
}

/** Pixels that these take. */
export const headingHeight = (parts: Headings): number => legendTop(parts) + 2;

function legendTop(parts: Headings): number {
  const { text, subtext } = headings(parts);
  const below = subtext.length * SUBTITLE.lineHeight;
  if (parts.title === undefined) return parts.subtitle === undefined ? 6 : 14 + below;
  return 22 + text.length * TITLE.lineHeight + below;
}

const plotTop = ({ series, ...headings }: Words): number =>
  legendTop(headings) + legendHeight(series, WORDS) + 4;

/** The height of a chart whose plot has a given one. */
export const heightAround = (plot: number, parts: Words): number => plotTop(parts) + plot + EDGES.bottom;

/** A rectangle in pixels. */
export interface Area {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Where `layOut` puts the plot in a chart of some height. */
export function plotArea(parts: Words, height: number): Area {
  const top = plotTop(parts);
  const { left, right, bottom } = EDGES;
  return { left, top, width: SIZE.width - left - right, height: height - top - bottom };
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
