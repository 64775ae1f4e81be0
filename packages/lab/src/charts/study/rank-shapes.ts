/** @file What a critical-difference diagram is drawn of: the distance, the bars of groups, and names at their ranks. */

import { armStyles } from "../arm-style.ts";
import { type Point, type Shape, SIZE, type ToPixel } from "../layout.ts";
import { INK } from "../theme.ts";
import { wrap } from "../wrap.ts";
import { textShape } from "./rows.ts";

export interface AverageRank {
  readonly name: string;
  /** From 1, the best, over all problems. */
  readonly rank: number;
}

/** Pixels for names at each side, of the height of a name, of a bar, and above the line of ranks. */
export const NAMES = { width: 128, height: 24, fontSize: 13 } as const;
export const BAR = 9;
export const ABOVE = 34;

const line = (
  [x1, y1]: Point,
  [x2, y2]: Point,
  style: { stroke: string; lineWidth: number; lineDash?: number[] },
): Shape => ({
  type: "line",
  shape: { x1, y1, x2, y2 },
  style,
});

/** The critical distance, above the line from its best end. */
export function distanceBar(distance: number, text: string, toPixel: ToPixel): readonly Shape[] {
  const [[start, base], [end]] = [toPixel([1, 0]), toPixel([1 + distance, 0])];
  const y = base - ABOVE - 14;
  const style = { stroke: INK, lineWidth: 2 };
  const ends = [start, end].map((x) => line([x, y - 4], [x, y + 4], style));
  const words = textShape(text, { x: end + 8, y, align: "left", fill: INK, fontSize: 12 });
  return [line([start, y], [end, y], style), ...ends, words];
}

export function groupBar([low, high]: Point, level: number, toPixel: ToPixel): readonly Shape[] {
  const [[from, base], [to]] = [toPixel([low, 0]), toPixel([high, 0])];
  const y = base + 10 + BAR * level;
  return [line([from - 3, y], [to + 3, y], { stroke: INK, lineWidth: 4 })];
}

/** The better half at the left, the other at the right, each on a line of its own down from its rank. */
export function rankedNames(
  ranks: readonly AverageRank[],
  { bars, toPixel }: { readonly bars: number; readonly toPixel: ToPixel },
): readonly Shape[] {
  const styles = armStyles(ranks.map(({ name }) => name));
  const half = Math.ceil(ranks.length / 2);
  return ranks.flatMap(({ name, rank }, index) => {
    const isLeft = index < half;
    const level = isLeft ? index : ranks.length - 1 - index;
    const { color, dash } = styles.get(name)!;
    const [x, base] = toPixel([rank, 0]);
    const y = base + 14 + BAR * bars + NAMES.height * (level + 0.5);
    const edge = isLeft ? NAMES.width + 14 : SIZE.width - NAMES.width - 14;
    const style = { stroke: color, lineWidth: 2, ...(dash !== "solid" && { lineDash: dash }) };
    const lines = wrap(name, { width: NAMES.width, fontSize: 11 }).slice(0, 2);
    const words = lines.map((text, row) =>
      textShape(text, {
        x: edge + (isLeft ? -5 : 5),
        y: y + 11 * (row - (lines.length - 1) / 2),
        align: isLeft ? "right" : "left",
        fill: INK,
        fontSize: lines.length > 1 ? 11 : NAMES.fontSize,
      }),
    );
    return [line([x, base], [x, y], style), line([x, y], [edge, y], style), ...words];
  });
}
