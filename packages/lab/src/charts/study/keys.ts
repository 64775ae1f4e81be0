/** @file Entries of legends that stand for a way to draw, whatever the colour. */

import type { Series } from "../render.ts";
import { INK } from "../theme.ts";

/** Marks of legends, 20 wide and up to 14 high. */
export const KEYS = {
  dot: "circle",
  interval: "path://M-10 -1H10V1H-10ZM-2 -6H2V6H-2Z",
  box: "path://M-10 -1.5H-4A4 4 0 0 1 4 -1.5H10V1.5H4A4 4 0 0 1 -4 1.5H-10Z",
  tick: "path://M-1 -6H1V6H-1Z",
  violin: "path://M-10 0Q-4 -7 0 -7Q4 -7 10 0Q4 7 0 7Q-4 7 -10 0Z",
  bar: "path://M-10 -2.5H10V2.5H-10Z",
  line: "path://M-10 -1H10V1H-10Z",
  effect: "path://M-10 -1H-5V-5H5V-1H10V1H5V5H-5V1H-10Z",
  openEffect: "path://M-10 -1H-5V-5H5V-1H10V1H5V5H-5V1H-10ZM-3 -3V3H3V-3Z",
  block: "path://M-9 -6H9V6H-9Z",
  distance: "path://M-10 -4H-8V-1H8V-4H10V4H8V1H-8V4H-10Z",
  triangle: "path://M0 -10L10 8L-10 8Z",
} as const;

export interface KeyOptions {
  readonly name: string;
  readonly icon: keyof typeof KEYS;
  readonly color?: string;
  readonly opacity?: number;
}

/** A series without points, for its place in the legend. */
export function legendKey({ name, icon, color = INK, opacity = 1 }: KeyOptions): Series {
  const itemStyle = { color, opacity };
  return { type: "scatter", name, color, symbol: KEYS[icon], symbolKeepAspect: true, itemStyle, data: [] };
}
