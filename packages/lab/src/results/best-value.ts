/** @file The best of some values. */

import type { metrics } from "glissade";

/** Of those that are finite; `null` where there are none. */
export function bestValue(values: readonly (number | null)[], better: metrics.Better): number | null {
  const finite = values.filter((value): value is number => Number.isFinite(value));
  if (finite.length === 0) return null;
  return finite.reduce((a, b) => (better === "higher" ? Math.max(a, b) : Math.min(a, b)));
}
