/** @file The path of an optimizer in a picture: a line through its points, its start and its end; minima. */

import type { ArmStyle } from "./arm-style.ts";
import type { Point } from "./layout.ts";
import type { Series } from "./render.ts";
import { INK, PAPER } from "./theme.ts";

export interface PathOptions {
  /** In the picture. */
  readonly points: readonly Point[];
  /** In the legend; none without. */
  readonly name?: string;
}

/** Above this many points the dots are small, and above the larger number the line says it all. */
const MANY_POINTS = 40;
const TOO_MANY_POINTS = 200;

const toData = (points: readonly Point[]): number[][] => points.map((point) => [...point]);

/** A line through the points, which are in the order of the steps. */
export function pathLine({ points, name, color, dash }: PathOptions & ArmStyle): Series {
  return {
    type: "line",
    name,
    data: toData(points),
    color,
    symbol: points.length > TOO_MANY_POINTS ? "none" : "circle",
    symbolSize: points.length > MANY_POINTS ? 3 : 5,
    showAllSymbol: true,
    lineStyle: { color, width: 1.5, type: dash },
    z: 3,
  };
}

const mark = { type: "scatter", symbolKeepAspect: true, z: 4 } as const;

/** A circle. */
export function startMark({ points, name }: PathOptions): Series {
  const itemStyle = { opacity: 1, color: PAPER, borderColor: INK, borderWidth: 2 };
  return { ...mark, name, symbol: "circle", symbolSize: 12, itemStyle, data: toData(points), z: 5 };
}

const DIAMOND = "path://M0 -10L10 0L0 10L-10 0Z";

/** A diamond. */
export function endMark({ points, name, color }: PathOptions & ArmStyle): Series {
  const itemStyle = { opacity: 1, color, borderColor: INK, borderWidth: 1.5 };
  return { ...mark, name, symbol: DIAMOND, symbolSize: 14, itemStyle, data: toData(points) };
}

const STAR = "path://M0 -10L2.6 -3.4L9.5 -3.1L4.2 1.3L6 8.1L0 4.3L-6 8.1L-4.2 1.3L-9.5 -3.1L-2.6 -3.4Z";

/** Stars, below the paths. */
export function minimumMarks({ points, name }: PathOptions): Series {
  const itemStyle = { opacity: 1, color: PAPER, borderColor: INK, borderWidth: 1.2 };
  return { ...mark, name, symbol: STAR, symbolSize: 18, itemStyle, data: toData(points), z: 2.5 };
}
