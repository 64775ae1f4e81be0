/** @file Ranges of values, and axes with round ends: for all numbers that there are. */

import { exponentOf, powerOfTen, roundUp } from "./decimal.ts";
import { isExtreme, shorten } from "./numbers.ts";

/** A closed interval. */
export interface Range {
  readonly min: number;
  readonly max: number;
  /** Whether all values are integers, such as epochs: then ticks are too. */
  readonly areWhole?: boolean;
}

export interface Axis extends Range {
  readonly type: "value" | "log";
  readonly name: string;
  /** Between labels. */
  readonly interval?: number;
  /** The values that have labels; only of a logarithmic axis. */
  readonly ticks?: readonly number[];
  readonly axisLabel: { readonly formatter: (value: number) => string };
}

/** The interval that holds all finite values; [0, 1] where there are none. */
export function rangeOf(values: Iterable<number>): Range {
  const finite = [...values].filter(Number.isFinite);
  const min = finite.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const max = finite.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  return finite.length > 0 ? { min, max } : { min: 0, max: 1 };
}

/** The nearest finite number. */
export const toFinite = (value: number): number =>
  Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, value));

/** The length of a range, as far as there are numbers for it. */
export const spanOf = ({ min, max }: Range): number => toFinite(max - min);

/** A range with as much more on both sides. */
export const extend = ({ min, max }: Range, margin: number): Range => ({
  min: toFinite(min - margin),
  max: toFinite(max + margin),
});

/** The value at a share of the way from the least to the largest. */
export const between = ({ min, max }: Range, share: number): number =>
  Number.isFinite(max - min) ? min + share * (max - min) : (1 - share) * min + share * max;

/** How far in a range a value is: the inverse of `between`. */
export function shareOf({ min, max }: Range, value: number): number {
  const unit = unitOf({ min, max });
  return (value / unit - min / unit) / (max / unit - min / unit);
}

/** A range widened by a share of its span on both sides; a range without span by a share of its size. */
export const pad = (range: Range, share: number): Range =>
  extend(range, share * (spanOf(range) || Math.abs(range.min) || 1));

/** Values that need no other unit. */
const ORDINARY = { min: 1e-9, max: 1e15 };

/** A power of ten in which the numbers of an axis are ordinary: 1 for most. */
export function unitOf({ min, max }: Range): number {
  const size = Math.max(Math.abs(min), Math.abs(max));
  const isOrdinary = size === 0 || (ORDINARY.min <= size && size < ORDINARY.max);
  return isOrdinary ? 1 : powerOfTen(exponentOf(size)) || size;
}

/** A linear axis that ends on round numbers. */
export function linearAxis(name: string, values: Range): Axis {
  const range = resolvable(values);
  const unit = unitOf(range);
  const { min, max } = distinct({ min: range.min / unit, max: range.max / unit });
  const usual = roundUp((max - min) / 5);
  const interval = values.areWhole && unit === 1 ? Math.max(1, usual) : usual;
  return ticked(name, {
    unit,
    interval,
    min: toFinite(Math.floor(min / interval + 1e-9) * interval * unit),
    max: toFinite(Math.ceil(max / interval - 1e-9) * interval * unit),
  });
}

/** A linear axis that ends where the range does, which linearAxis has rounded. */
export function exactAxis(name: string, range: Range): Axis {
  const unit = unitOf(range);
  const [min, max] = [range.min / unit, range.max / unit];
  if (!(max > min && range === resolvable(range))) return linearAxis(name, range);
  const isMultiple = (value: number, step: number) =>
    Math.abs(value / step - Math.round(value / step)) < 1e-6;
  const widest = roundUp((max - min) / 5);
  const steps = [1, 2.5, 5, 10].map((parts) => roundUp(widest / parts));
  const interval = steps.find((step) => isMultiple(min, step) && isMultiple(max, step)) ?? widest;
  return ticked(name, { unit, interval, ...range });
}

interface Ticks extends Range {
  readonly unit: number;
  readonly interval: number;
}

/** Labels are in the unit, which the name says. */
function ticked(name: string, { unit, interval, min, max }: Ticks): Axis {
  return {
    type: "value",
    name: unit === 1 ? name : `${name}, in ${shorten(unit)}`,
    interval: interval * unit,
    min,
    max,
    axisLabel: { formatter: (value) => formatTick(value / unit, interval) },
  };
}

/** The range, or a longer one where numbers are so small that they leave no room for labels. */
function resolvable(range: Range): Range {
  const size = Math.max(Math.abs(range.min), Math.abs(range.max));
  return size > 0 && size < SMALLEST ? extend(range, SMALLEST) : range;
}

/** Some hundred times the least number. */
const SMALLEST = 1e-321;

/** Numbers that agree to more digits are one place in a picture. */
const RESOLUTION = 1e-5;

/** The range, or one around it whose ends a reader can tell apart. */
function distinct({ min, max }: Range): Range {
  const size = Math.max(Math.abs(min), Math.abs(max));
  if (max - min > RESOLUTION * size) return { min, max };
  const middle = (min + max) / 2;
  return pad({ min: middle, max: middle }, 0.1);
}

/** The value below which a share of sorted values lies. */
export function quantile(sorted: ArrayLike<number>, share: number): number {
  return sorted[Math.round(share * (sorted.length - 1))]!;
}

/** A number with the digits of the step between labels. */
function formatTick(value: number, step: number): string {
  if (value === 0 && isExtreme(step)) return "0";
  const decimals = -exponentOf(step);
  if (!isExtreme(value)) return value.toFixed(Math.max(0, decimals));
  const digits = Math.max(0, Math.min(15, exponentOf(value) + decimals));
  return Number(value.toExponential(digits)).toExponential().replace("e+", "e");
}
