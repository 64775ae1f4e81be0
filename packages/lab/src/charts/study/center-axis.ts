/** @file The axis of middles and their bands. */

import { type Axis, linearAxis, rangeOf } from "../axes.ts";
import type { Scale } from "../line-chart.ts";
import { logAxis } from "../log-axis.ts";

/** How far below the least middle a logarithmic axis follows a band, which may reach to zero. */
const REACH = 10;

export interface CenterAxisOptions {
  readonly centers: readonly number[];
  readonly bands: readonly number[];
  /** By default logarithmic where middles are positive and span more than a factor of thirty, else linear from zero. */
  readonly scale?: Scale;
}

/** An axis around middles, and around bands as far as it shows them. */
export function centerAxis(name: string, { centers, bands, scale }: CenterAxisOptions): Axis {
  if (scale === "linear") return linearAxis(name, rangeOf([...centers, ...bands]));
  const { min, max } = rangeOf(centers);
  if (scale !== "log" && !(min > 0 && max / min > 30)) {
    return linearAxis(name, rangeOf([0, ...centers, ...bands]));
  }
  const positive = centers.filter((center) => center > 0);
  const least = rangeOf(positive).min / REACH;
  return logAxis(name, rangeOf([...positive, ...bands.filter((end) => end > 0 && end >= least)]));
}
