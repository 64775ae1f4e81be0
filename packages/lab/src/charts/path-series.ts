/** @file The path of an optimizer in a picture: a line through its points, its start and its end. */

import { armStyles } from "./arm-style.ts";
import type { Point } from "./layout.ts";
import type { Series } from "./render.ts";
import { INK, PAPER } from "./theme.ts";

export interface PathOptions {
  /** In the picture, in the order of the steps. */
  readonly points: readonly Point[];
  readonly optimizer: string;
  /** Names of the two marks in the legend. */
  readonly start: string;
  readonly end: string;
}

/** Above this many points the line says it all. */
const MANY_POINTS = 200;

/** The series of a path, to be drawn above a function. */
export function pathSeries({ points, optimizer, start, end }: PathOptions): readonly Series[] {
  const { color } = armStyles([optimizer]).get(optimizer)!;
  const data = points.map((point) => [...point]);
  const mark = { type: "scatter", symbolSize: 12, symbolKeepAspect: true, z: 4 } as const;
  const line = {
    type: "line",
    data,
    color,
    symbol: points.length > MANY_POINTS ? "none" : "circle",
    symbolSize: 5,
    showAllSymbol: true,
    lineStyle: { color, width: 1.5 },
    z: 3,
  } as const;
  const circle = { opacity: 1, color: PAPER, borderColor: INK, borderWidth: 2 };
  const diamond = { opacity: 1, color, borderColor: INK, borderWidth: 1.5 };
  return [
    line,
    { ...mark, name: start, symbol: "circle", itemStyle: circle, data: data.slice(0, 1) },
    { ...mark, name: end, symbol: "diamond", symbolSize: 14, itemStyle: diamond, data: data.slice(-1) },
  ];
}
