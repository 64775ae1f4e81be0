/** @file The pixel coordinates of points in a chart, for what is drawn over it later. */

import type { Axis } from "./axes.ts";
import type { Area, Point } from "./layout.ts";
import { positionOn } from "./positions.ts";

/** Pixels from the picture that are far enough. */
const FAR = 9999;

/** From data to pixels of a plot, to a tenth. */
export function pixelsOf(x: Axis, y: Axis, { left, top, width, height }: Area): (point: Point) => Point {
  const round = (pixel: number) => Number(Math.max(-FAR, Math.min(FAR, pixel)).toFixed(1));
  return ([across, up]) => [round(left + share(across, x) * width), round(top + (1 - share(up, y)) * height)];
}

/** How far along an axis a value is, from 0 to 1. */
function share(value: number, axis: Axis): number {
  const toPosition = positionOn(axis);
  const [min, max] = [toPosition(axis.min), toPosition(axis.max)];
  const position = toPosition(value);
  return Number.isFinite(position) ? (position - min) / (max - min) : 0;
}
