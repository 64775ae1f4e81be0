/** @file The axis of middles: it follows them and single seeds, and cuts the bands that leave it. */

import { type Axis, extend, linearAxis, rangeOf, spanOf } from "../axes.ts";
import type { Scale } from "../line-chart.ts";
import { logAxis } from "../log-axis.ts";

/** How far below the least middle a logarithmic axis follows single seeds, which may be near zero. */
const REACH = 10;

export interface CenterAxisOptions {
  readonly centers: readonly number[];
  /** Of single seeds that finished. A band of few seeds reaches far beyond them, and beyond what is possible. */
  readonly seeds: readonly number[];
  /** By default logarithmic where middles are positive and span more than a factor of thirty, else linear from zero. */
  readonly scale?: Scale;
}

/** An axis around middles and single seeds. */
export function centerAxis(name: string, { centers, seeds, scale }: CenterAxisOptions): Axis {
  if (scale === "linear") return linearAxis(name, rangeOf([...centers, ...seeds]));
  const { min, max } = rangeOf(centers);
  if (scale !== "log" && !(min > 0 && max / min > 30)) {
    return linearAxis(name, rangeOf([0, ...centers, ...seeds]));
  }
  const positive = centers.filter((center) => center > 0);
  const least = rangeOf(positive).min / REACH;
  return logAxis(name, rangeOf([...positive, ...seeds.filter((value) => value > 0 && value >= least)]));
}

/** Ends of bands that a picture has positions for; the plot cuts them at its own ends. */
export function holdBand(axis: Axis): (end: number) => number {
  const { min, max } = axis.type === "log" ? axis : extend(axis, 10 * spanOf(axis));
  return (end) => Math.min(Math.max(end, min), max);
}

/** A word on bands that leave the axis, where some do. */
export const cutWords = (
  { min, max }: Axis,
  ends: readonly number[],
  mark: "bands" | "lines" = "bands",
): readonly string[] => (ends.some((end) => end < min || end > max) ? [`${mark} cut at the axis`] : []);
