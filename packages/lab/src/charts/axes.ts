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
  /** Between labels of a logarithmic axis. */
  readonly logBase?: number;
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
  const { min, max } = distinct(range);
  const interval = roundStep((max - min) / 5);
  return ticked(name, interval, {
    min: Math.floor(min / interval + 1e-9) * interval,
    max: Math.ceil(max / interval - 1e-9) * interval,
  });
}

/** A linear axis that ends where the range does, which linearAxis has rounded. */
export function exactAxis(name: string, { min, max }: Range): Axis {
  const isMultiple = (value: number, step: number) =>
    Math.abs(value / step - Math.round(value / step)) < 1e-6;
  const widest = roundStep((max - min) / 5);
  const steps = [1, 2.5, 5, 10].map((parts) => roundStep(widest / parts));
  const interval = steps.find((step) => isMultiple(min, step) && isMultiple(max, step)) ?? widest;
  return ticked(name, interval, { min, max });
}

function ticked(name: string, interval: number, ends: Range): Axis {
  return {
    type: "value",
    name,
    interval,
    ...ends,
    axisLabel: { formatter: (value) => formatTick(value, interval) },
  };
}

/** Numbers that agree to more digits are one place in a picture. */
const RESOLUTION = 1e-5;

/** The range, or one around it whose ends a reader can tell apart. */
function distinct({ min, max }: Range): Range {
  const size = Math.max(Math.abs(min), Math.abs(max));
  if (max - min > RESOLUTION * size) return { min, max };
  const middle = (min + max) / 2;
  return pad({ min: middle, max: middle }, 0.1);
}

/** Labels of a logarithmic axis are no more than this, and one. */
const MOST_POWERS = 8;

/** A logarithmic axis of positive values that ends on round numbers. */
export function logAxis(name: string, { min, max }: Range): Axis {
  const [low, high] = [1 / roundStep(1 / min), roundStep(max)];
  const powers = Math.ceil(Math.log10(high / low) / MOST_POWERS);
  const shared = { type: "log", name: `${name} (log scale)`, axisLabel: { formatter: shorten } } as const;
  if (powers <= 1) return { ...shared, min: low, max: high };
  const toPower = (round: (value: number) => number, value: number) =>
    10 ** (powers * round(Math.log10(value) / powers));
  return { ...shared, min: toPower(Math.floor, low), max: toPower(Math.ceil, high), logBase: 10 ** powers };
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
