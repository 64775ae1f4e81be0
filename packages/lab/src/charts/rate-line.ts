/** @file A line through the points of a hyper-parameter. */

import type { ArmStyle } from "./arm-style.ts";
import type { Series } from "./render.ts";

/** By rising value of the hyper-parameter; `null` is a gap. */
export type RatePoint = readonly [rate: number, height: number | null];

/** A line with a mark at each point, since it is not known between them. */
export function rateLine(
  name: string | undefined,
  points: readonly RatePoint[],
  { color, dash }: ArmStyle,
): Series {
  return {
    type: "line",
    name,
    color,
    data: points.map((point) => [...point]),
    symbol: "circle",
    symbolSize: 5,
    lineStyle: { color, width: 2, type: dash },
  };
}
