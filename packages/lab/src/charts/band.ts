/** @file The area between two curves. */

import { drawing, type Point } from "./layout.ts";
import type { Series } from "./render.ts";

interface Band {
  readonly color: string;
  readonly low: readonly Point[];
  readonly high: readonly Point[];
  /** Any point inside the axes. */
  readonly anchor: Point;
}

export function bandSeries({ color, low, high, anchor }: Band): Series {
  const outline = [...high, ...low.toReversed()];
  return drawing({
    color,
    anchor,
    draw: (toPixel) => [
      {
        type: "polygon",
        shape: { points: outline.map((point) => [...toPixel(point)]) },
        style: { fill: color, fillOpacity: 0.18 },
      },
    ],
  });
}
