/** @file What charts of samples in rows share: the seeds as dots, the middle with its band, and how many there are. */

import { ArgumentError } from "glissade";
import { requireOptions } from "../../checks.ts";
import { type Axis, linearAxis, rangeOf } from "../axes.ts";
import { requireChoice, requireNamed, requireNumbers } from "../checks.ts";
import type { Sample } from "../histogram.ts";
import type { Point, Shape, ToPixel } from "../layout.ts";
import type { Scale } from "../line-chart.ts";
import { logAxis } from "../log-axis.ts";
import { shorten } from "../numbers.ts";
import { INK } from "../theme.ts";
import type { Row } from "./rows.ts";
import type { Spread } from "./spread.ts";
import { swarm } from "./swarm.ts";

/** What such charts are given. */
export interface SampleRowsOptions {
  readonly title?: string;
  /** What the values are, with their unit. */
  readonly x: string;
  /** A group for each row, with a value for each seed; those that are not finite are counted as diverged. */
  readonly groups: readonly Sample[];
  /** `"linear"` by default. */
  readonly xScale?: Scale;
}

/** A group with the values that the axis can show. */
export interface SampleRow extends Sample {
  /** How many there are with those that are not shown. */
  readonly count: number;
}

/** Checks what a chart of samples is given, and takes the values that are numbers. */
export function readSamples(
  where: string,
  options: SampleRowsOptions,
  further: readonly string[] = [],
): readonly SampleRow[] {
  requireOptions(where, options, { needed: ["x", "groups"], optional: ["title", "xScale", ...further] });
  const { groups, xScale = "linear" } = options;
  requireChoice(`${where}({ xScale })`, xScale, ["linear", "log"]);
  requireNamed(`${where}({ groups })`, groups, "{ name, values }");
  return groups.map(({ name, values }, index) => {
    const at = `${where}({ groups })[${index}].values`;
    requireNumbers(at, values);
    const shown = Array.from(values).filter(Number.isFinite);
    if (xScale === "log") requirePositive(at, shown);
    return { name, values: shown, count: values.length };
  });
}

/** The axis around all values. */
export const sampleAxis = ({ x, xScale }: SampleRowsOptions, rows: readonly SampleRow[]): Axis =>
  (xScale === "log" ? logAxis : linearAxis)(x, rangeOf(rows.flatMap(({ values }) => values)));

function requirePositive(where: string, values: readonly number[]): void {
  const wrong = values.find((value) => value <= 0);
  if (wrong === undefined) return;
  throw new ArgumentError({
    where,
    rule: `must be positive on a logarithmic axis, got ${wrong}`,
    fix: 'Give xScale: "linear"',
  });
}

/** The words of a row. */
export function rowOf({ name, values, count }: SampleRow): Row {
  const lost = count - values.length;
  return { name, note: lost === 0 ? `n = ${count}` : `n = ${count}, ${lost} diverged` };
}

/** The numbers of a row as a sentence. */
export function describeRow({ name, values, count }: SampleRow, spread: Spread | null): string {
  const lost = count - values.length;
  const end = lost > 0 ? `, ${lost} diverged` : "";
  if (!spread) return `${name}: n = ${count}${end}.`;
  const { center, low, high } = spread;
  const band = low === null || high === null ? "" : ` (${shorten(low)} to ${shorten(high)})`;
  return `${name}: ${shorten(center)}${band}, n = ${count}${end}.`;
}

/** Pixels of a row: in all, and from its middle to that of the dots, of the line below them, and the room of dots. */
export const ROW = { height: 46, dots: -7, line: 14, room: 13 } as const;

export interface DotsOptions {
  readonly row: number;
  readonly color: string;
  readonly toPixel: ToPixel;
}

/** A dot for each seed, smaller where there are many. */
export function dots(values: readonly number[], { row, color, toPixel }: DotsOptions): readonly Shape[] {
  const r = [1.5, 2.5, 3.5].find((_, index) => values.length > [200, 60, -1][index]!)!;
  const places = values.map((value) => toPixel([value, row]));
  const aside = swarm(
    places.map(([x]) => x),
    { size: 2 * r + 0.5, room: ROW.room - r },
  );
  return places.map(([cx, cy], index) => ({
    type: "circle",
    shape: { cx, cy: cy + ROW.dots + aside[index]!, r },
    style: { fill: color, fillOpacity: 0.8 },
  }));
}

export interface MiddleOptions {
  readonly row: number;
  readonly axis: Axis;
  readonly toPixel: ToPixel;
}

/** The middle as an upright line below the dots, on a line for its band, as far as the axis shows it. */
export function middle(
  { center, low, high }: Spread,
  { row, axis, toPixel }: MiddleOptions,
): readonly Shape[] {
  const [x, y0] = toPixel([center, row]);
  const y = y0 + ROW.line;
  const upright = segment([x, y - 5], [x, y + 5], 3);
  if (low === null || high === null) return [upright];
  const [[from], [to]] = [toPixel([Math.max(low, axis.min), row]), toPixel([Math.min(high, axis.max), row])];
  return [segment([from, y], [to, y], 2), upright];
}

const segment = ([x1, y1]: Point, [x2, y2]: Point, lineWidth: number): Shape => ({
  type: "line",
  shape: { x1, y1, x2, y2 },
  style: { stroke: INK, lineWidth },
});
