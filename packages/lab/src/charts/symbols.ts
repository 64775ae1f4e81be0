/** @file Marks of points: a colour and a shape for each group. */

import { armStyles } from "./arm-style.ts";
import type { Point } from "./layout.ts";
import type { Series } from "./render.ts";
import { PAPER } from "./theme.ts";

export interface Group {
  readonly name: string;
  /** Pairs of x and y; those that are not finite are left out. */
  readonly points: readonly Point[];
}

const SYMBOLS = ["circle", "triangle", "rect", "diamond"];

/** Many points are small, a few are large. */
const sizeOf = (count: number): number => Math.max(3, Math.min(8, 40 / Math.sqrt(count + 1)));

/** A series of points for each group. */
export function groupSeries(groups: readonly Group[]): readonly Series[] {
  const styles = armStyles(groups.map(({ name }) => name));
  const symbolSize = sizeOf(Math.max(0, ...groups.map(({ points }) => points.length)));
  return groups.map(({ name, points }, index) => ({
    type: "scatter",
    name,
    color: styles.get(name)!.color,
    symbol: SYMBOLS[index % SYMBOLS.length],
    symbolSize: symbolSize + (index % SYMBOLS.length === 1 ? 1 : 0),
    itemStyle: { borderColor: PAPER, borderWidth: symbolSize > 4 ? 0.5 : 0 },
    data: points.filter((point) => point.every(Number.isFinite)).map((point) => [...point]),
  }));
}
