/** @file Ranges of values, and axes with round ends. */

import { isExtreme, shorten } from "./numbers.ts";

/** A closed interval. */
export interface Range {
  readonly min: number;
  readonly max: number;
}

export interface Axis extends Range {
  readonly type: "value" | "log";
  readonly name: string;
  /** Between labels. */
  readonly interval?: number;
  readonly axisLabel: { readonly formatter: (value: number) => string };
}

/** The interval that holds all finite values; [0, 1] where there are none. */
export function rangeOf(values: Iterable<number>): Range {
  const finite = [...values].filter(Number.isFinite);
  const min = finite.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const max = finite.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  return finite.length > 0 ? { min, max } : { min: 0, max: 1 };
}

/** A range widened by a share of its span on both sides; a range without span by a share of its size. */
export function pad({ min, max }: Range, share: number): Range {
  const margin = share * (max - min || Math.abs(min) || 1);
  return { min: min - margin, max: max + margin };
}

/** A linear axis that ends on round numbers. */
export function linearAxis(name: string, range: Range): Axis {
  const { min, max } = range.max > range.min ? range : pad(range, 0.1);
  const interval = roundStep((max - min) / 5);
  return {
    type: "value",
    name,
    interval,
    min: Math.floor(min / interval + 1e-9) * interval,
    max: Math.ceil(max / interval - 1e-9) * interval,
    axisLabel: { formatter: (value) => formatTick(value, interval) },
  };
}

/** A logarithmic axis of positive values that ends on round numbers. */
export function logAxis(name: string, { min, max }: Range): Axis {
  const ends = { min: 1 / roundStep(1 / min), max: roundStep(max) };
  return { type: "log", name: `${name} (log scale)`, ...ends, axisLabel: { formatter: shorten } };
}

/** A logarithmic axis where positive values span more than a factor of thirty, else a linear one from zero. */
export function magnitudeAxis(name: string, { min, max }: Range): Axis {
  if (min > 0 && max / min > 30) return logAxis(name, { min, max });
  return linearAxis(name, { min: Math.min(min, 0), max });
}

/** The smallest of 1, 2, 5 times a power of ten that is not below a length. */
function roundStep(length: number): number {
  const power = 10 ** Math.floor(Math.log10(length));
  return [1, 2, 5, 10].map((digit) => digit * power).find((step) => step >= length * (1 - 1e-9))!;
}

/** The value below which a share of sorted values lies. */
export function quantile(sorted: ArrayLike<number>, share: number): number {
  return sorted[Math.round(share * (sorted.length - 1))]!;
}

/** A number with the decimals of the step between labels. */
function formatTick(value: number, step: number): string {
  return isExtreme(value) ? shorten(value) : value.toFixed(Math.max(0, -Math.floor(Math.log10(step) + 1e-9)));
}
