/** @file One hyper-parameter of a space as an axis of the unit cube, which is what samplers work on. */

import { type Scale, type ScaleName, scales } from "./scale.ts";
import type { Interval, Range, Space, Value, Values } from "./space.ts";

/** A range of numbers, on its scale. */
export interface Numeric {
  readonly scale: Scale;
  readonly isInteger: boolean;
  readonly interval: Interval;
  /** Ends of the axis: those of the interval, and half a unit beyond for integers, so that all are equally likely. */
  readonly ends: Interval;
}

/** Values of a grid without `points`: of linear ranges, and for each factor of ten. */
const [POINTS, PER_DECADE] = [5, 2];

/** The numbers of a range, none where it is a list or one value. */
export function numericOf(range: Range): Numeric | undefined {
  if ("integer" in range) {
    const [low, high] = range.integer;
    const scale = range.log ? scales.log : scales.linear;
    return { scale, isInteger: true, interval: range.integer, ends: [low - 0.5, high + 0.5] };
  }
  const continuous = (scale: Scale, interval: Interval): Numeric => ({
    scale,
    isInteger: false,
    interval,
    ends: interval,
  });
  const name = scaleNameOf(range);
  return name && continuous(scales[name], (range as Readonly<Record<ScaleName, Interval>>)[name]);
}

/** The scale of a range that is continuous. */
export const scaleNameOf = (range: Range): ScaleName | undefined =>
  "integer" in range ? undefined : (Object.keys(scales) as ScaleName[]).find((name) => name in range);

/** The values of a range that has no order. */
const listOf = (range: Range): readonly Value[] =>
  "choices" in range ? range.choices : "fixed" in range ? [range.fixed] : [];

/** Where a number stands between two others on a scale, 0 to 1. */
export function positionOf(value: number, scale: Scale, [low, high]: Interval): number {
  const start = scale.to(low);
  return (scale.to(value) - start) / (scale.to(high) - start);
}

/** The number at a position between two others on a scale. */
export function numberAt(position: number, scale: Scale, [low, high]: Interval): number {
  const start = scale.to(low);
  return scale.from(start + position * (scale.to(high) - start));
}

/** The value of a hyper-parameter at a coordinate from 0 to 1. */
export function valueAt(range: Range, position: number): Value {
  const numeric = numericOf(range);
  if (!numeric) {
    const list = listOf(range);
    return list[Math.min(Math.floor(position * list.length), list.length - 1)]!;
  }
  return tidy(numberAt(position, numeric.scale, numeric.ends), numeric);
}

/** The value that is nearest to a number, with as many digits as a range has. */
function tidy(value: number, { scale, isInteger, interval: [low, high] }: Numeric): number {
  const rounded = isInteger ? Math.round(value) : scale.round(value, high - low);
  return Math.min(Math.max(rounded, low), high);
}

/** How many values there are in a range; infinitely many where it is continuous. */
export function valuesIn(range: Range): number {
  const numeric = numericOf(range);
  if (!numeric) return listOf(range).length;
  const [low, high] = numeric.interval;
  return numeric.isInteger ? high - low + 1 : Number.POSITIVE_INFINITY;
}

/** How many values a grid has over a range. */
export function pointsOf(range: Range): number {
  const numeric = numericOf(range);
  if (!numeric) return listOf(range).length;
  if ("points" in range && range.points !== undefined) return range.points;
  const { scale, interval, isInteger } = numeric;
  const [low, high] = interval;
  if (isInteger) return Math.min(POINTS, high - low + 1);
  if (!scale.hasDecades) return POINTS;
  const perDecade = ("perDecade" in range ? range.perDecade : undefined) ?? PER_DECADE;
  const decades = (scale.to(high) - scale.to(low)) / Math.LN10;
  return Math.max(2, Math.round(perDecade * decades) + 1);
}

/** The values of a grid over a range, in its order. */
export function gridOf(range: Range): readonly Value[] {
  const numeric = numericOf(range);
  if (!numeric) return listOf(range);
  const { scale, isInteger, interval } = numeric;
  const points = pointsOf(range);
  const width = interval[1] - interval[0];
  const values = Array.from({ length: points }, (_, index) => {
    const value = numberAt(index / (points - 1), scale, interval);
    return isInteger ? Math.round(value) : scale.round(value, width);
  });
  return [...new Set(values)];
}

/** The hyper-parameters that a search varies, each an axis of the cube. */
export const searched = (space: Space): readonly (readonly [string, Range])[] =>
  Object.entries(space).filter(([, range]) => !("fixed" in range));

/** All hyper-parameters at a point of the unit cube, in the order of the space. */
export function valuesAt(space: Space, point: readonly number[]): Values {
  const axes = new Map(searched(space).map(([name], axis) => [name, axis]));
  const positionOn = (name: string) => point[axes.get(name) ?? -1] ?? 0;
  return Object.fromEntries(
    Object.entries(space).map(([name, range]) => [name, valueAt(range, positionOn(name))]),
  );
}

/** Whether a value is one of a range, to the digits that values have. */
export function isInside(range: Range, value: Value | undefined): boolean {
  const numeric = numericOf(range);
  if (!numeric) return listOf(range).some((each) => each === value);
  if (typeof value !== "number" || (numeric.isInteger && !Number.isInteger(value))) return false;
  const { scale, interval } = numeric;
  const [low, high] = interval;
  const [lowWritten, highWritten] = interval.map((end) => scale.round(end, high - low));
  return Math.min(low, lowWritten!) <= value && value <= Math.max(high, highWritten!);
}

/** Values that a range has and a smaller one may lack. */
export const extremesOf = (range: Range): readonly Value[] => numericOf(range)?.interval ?? listOf(range);

/** Values of all hyper-parameters, among which each end of each range is once at least. */
export function endsOf(space: Space): readonly Values[] {
  const extremes = Object.entries(space).map(([name, range]) => [name, extremesOf(range)] as const);
  const most = Math.max(1, ...extremes.map(([, values]) => values.length));
  return Array.from({ length: most }, (_, at) =>
    Object.fromEntries(extremes.map(([name, values]) => [name, values[Math.min(at, values.length - 1)]!])),
  );
}
