/** @file What seed curves are drawn of: bands, lines, and triangles where runs diverged. */

import type { ArmStyle } from "../arm-style.ts";
import type { Axis } from "../axes.ts";
import { bandSeries } from "../band.ts";
import type { Point } from "../layout.ts";
import { shorten } from "../numbers.ts";
import { positionOn } from "../positions.ts";
import type { Series } from "../render.ts";
import { INK } from "../theme.ts";
import { holdBand } from "./center-axis.ts";
import { downsample } from "./downsample.ts";
import type { SeedSummary } from "./seed-runs.ts";

/** Parts of the axis of which a line keeps the least and the largest: two for each pixel and a half. */
export const INTERVALS = { lines: 240, seeds: 120 } as const;

/** The mark of a diverged run. */
export const TRIANGLE = "path://M0 -10L10 8L-10 8Z";

export interface DrawOptions {
  readonly style: ArmStyle;
  readonly seeds: boolean;
  readonly x: Axis;
  readonly y: Axis;
}

export function drawSummary(summary: SeedSummary, { style, seeds, x, y }: DrawOptions): readonly Series[] {
  const position = positionOn(x);
  const fewer = (points: readonly Point[], intervals: number) => downsample(points, { intervals, position });
  const hold = holdBand(y);
  const inside = (points: readonly Point[]) =>
    fewer(points, INTERVALS.lines).map(([at, value]): Point => [at, hold(value)]);
  const { color } = style;
  const [low, high] = [inside(summary.low), inside(summary.high)];
  const band = high.length > 1 ? [bandSeries({ color, low, high, anchor: [x.min, y.min] })] : [];
  const thin = [...summary.diverged, ...(seeds ? summary.finished : [])];
  return [
    ...band,
    ...thin.map((points) => seedLine(fewer(points, INTERVALS.seeds), style)),
    centerLine(summary, fewer(summary.center, INTERVALS.lines), style),
  ];
}

function centerLine(summary: SeedSummary, points: readonly Point[], { color, dash }: ArmStyle): Series {
  return {
    type: "line",
    name: nameOf(summary),
    color,
    data: points.map((point) => [...point]),
    symbol: points.length === 1 ? "circle" : "none",
    lineStyle: { color, width: 2, type: dash },
    z: 3,
  };
}

function seedLine(points: readonly Point[], { color, dash }: ArmStyle): Series {
  const lineStyle = { color, width: 1, opacity: 0.5, type: dash };
  return { type: "line", data: points.map((point) => [...point]), symbol: "none", lineStyle };
}

/** A value to reach, from end to end. */
export function targetLine(target: number, { min, max }: Axis): Series {
  return {
    type: "line",
    name: `target ${shorten(target)}`,
    color: INK,
    data: [
      [min, target],
      [max, target],
    ],
    symbol: "none",
    lineStyle: { color: INK, width: 1, type: [6, 4] },
  };
}

/** The ends of diverged runs. */
export function triangles(
  summaries: readonly SeedSummary[],
  styles: ReadonlyMap<string, ArmStyle>,
): readonly Series[] {
  const data = summaries.flatMap(({ name, diverged }) =>
    diverged
      .filter((points) => points.length > 0)
      .map((points) => ({
        value: [...points.at(-1)!],
        itemStyle: { color: styles.get(name)!.color, borderColor: INK, borderWidth: 1, opacity: 1 },
      })),
  );
  if (data.length === 0) return [];
  const mark = { symbol: TRIANGLE, symbolSize: [10, 9], symbolKeepAspect: true, clip: false, z: 4 };
  return [{ type: "scatter", name: "diverged, at its last step", itemStyle: { color: INK }, data, ...mark }];
}

/** Such as "sgd (8 of 10 seeds)". */
export function nameOf({ name, seeds, finished }: SeedSummary): string {
  const count = finished.length === seeds ? `${seeds}` : `${finished.length} of ${seeds}`;
  return `${name} (${count} ${seeds === 1 ? "seed" : "seeds"})`;
}
