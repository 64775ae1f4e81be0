/** @file Numbers as the tables and sentences of a report write them. */

import { isExtreme, shorten } from "../charts/numbers.ts";
import type { MetricSummary } from "../results/result.ts";
import type { Unit } from "./labels.ts";

/** What stands where there is no number. */
export const NONE = "-";

/** Decimals that show two significant digits of an error. */
function decimalsFor(error: number | null, otherwise = 4): number {
  return error ? Math.min(8, Math.max(0, 1 - Math.floor(Math.log10(error)))) : otherwise;
}

/**
 * A mean with its standard error, as far as the error lets it be known; times 1, or 100 for per cent.
 *
 * @example
 * formatMean({ mean: 0.857779, standardError: 0.000563 }); // "0.85778 ± 0.00056"
 */
export function formatMean(
  { mean, standardError }: Pick<MetricSummary, "mean" | "standardError">,
  scale: 1 | 100 = 1,
): string {
  if (mean === null) return NONE;
  const error = standardError === null ? null : standardError * scale;
  const decimals = decimalsFor(error, scale === 1 ? 4 : 2);
  return (mean * scale).toFixed(decimals) + (error === null ? "" : ` ± ${error.toFixed(decimals)}`);
}

/** Ends of an interval around a difference; `null` where it cannot be known. */
export interface Interval {
  readonly mean: number;
  readonly low: number | null;
  readonly high: number | null;
}

/**
 * A difference with its 95 % confidence interval, in a unit.
 *
 * @example
 * formatDifference({ mean: 0.00635, low: 0.00446, high: 0.00824 }); // "+0.0063 (95 % CI +0.0045 to +0.0082)"
 */
export function formatDifference(
  interval: Interval,
  { scale, ofDifference }: Pick<Unit, "scale" | "ofDifference"> = { scale: 1, ofDifference: "" },
): string {
  const [mean, ends] = differenceParts(interval, scale);
  return `${mean}${ofDifference}${ends === NONE ? "" : ` (95 % CI ${ends})`}`;
}

/** A difference and the ends of its interval, apart. */
export function differenceParts(
  { mean, low, high }: Interval,
  scale: 1 | 100 = 1,
): readonly [mean: string, ends: string] {
  if (low === null || high === null) return [signed(scale * mean, scale === 1 ? 4 : 2), NONE];
  const decimals = decimalsFor((scale * (high - low)) / 2);
  const write = (value: number) => signed(scale * value, decimals);
  return [write(mean), `${write(low)} to ${write(high)}`];
}

function signed(value: number, decimals: number): string {
  return `${value < 0 ? "" : "+"}${value.toFixed(decimals)}`;
}

/**
 * A p-value: two significant digits, three decimals at most above a thousandth.
 *
 * @example
 * formatP(4.36e-8); // "4.4e-8"
 */
export function formatP(p: number): string {
  return isExtreme(p) ? shorten(Number(p.toPrecision(2))) : p.toFixed(3);
}

/** Four significant digits, or the sign for none. */
export function formatNumber(value: number | null | undefined): string {
  return typeof value === "number" ? shorten(value) : NONE;
}
