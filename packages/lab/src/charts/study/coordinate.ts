/** @file One of parallel axes: where values are on it, and its ticks. */

import { ArgumentError } from "glissade";
import { show } from "../../checks.ts";
import { type Axis, linearAxis, rangeOf } from "../axes.ts";
import type { Scale } from "../line-chart.ts";
import { logAxis } from "../log-axis.ts";
import { positionOn } from "../positions.ts";

export interface Coordinate {
  readonly name: string;
  /** Its name as the chart has it, with its scale. */
  readonly label: string;
  /** From 0, below, to 1; `null` for what has no place. */
  at(value: number | string | undefined): number | null;
  readonly ticks: readonly { readonly at: number; readonly text: string }[];
}

/** Where the lines of trials without a value pass: below the axis. */
export const NONE = -0.08;

/** Labels of an axis at most. */
const MOST_TICKS = 8;

/** The axis of a parameter: of choices where one of its values is a text, else of numbers. */
export function readCoordinate(
  where: string,
  { name, scale = "linear" }: { readonly name: string; readonly scale?: Scale },
  values: readonly (number | string | undefined)[],
): Coordinate {
  const given = values.filter((value) => value !== undefined);
  const wrong = given.find((value) => typeof value !== "number" && typeof value !== "string");
  if (wrong !== undefined) {
    const rule = `must be numbers or texts, got ${show(wrong)}`;
    throw new ArgumentError({ where: `${where}: values of ${name}`, rule });
  }
  if (given.some((value) => typeof value === "string"))
    return withNone(choices(name, given.map(String)), values);
  const finite = given.map(Number).filter(Number.isFinite);
  const low = finite.find((value) => scale === "log" && value <= 0);
  if (low !== undefined) {
    throw new ArgumentError({
      where: `${where}: values of ${name}`,
      rule: `must be positive on a logarithmic axis, got ${low}`,
      fix: 'Give scale: "linear"',
    });
  }
  return withNone(numbers(name, (scale === "log" ? logAxis : linearAxis)(name, rangeOf(finite))), values);
}

/** With a tick for values that are left out, where there are any. */
const withNone = (axis: Coordinate, values: readonly unknown[]): Coordinate =>
  values.includes(undefined) ? { ...axis, ticks: [{ at: NONE, text: "none" }, ...axis.ticks] } : axis;

/** Evenly apart, in the order in which they are first given. */
function choices(name: string, values: readonly string[]): Coordinate {
  const all = [...new Set(values)];
  const at = (value: number | string | undefined) => {
    const index = all.indexOf(String(value));
    return value === undefined || index < 0 ? null : (index + 0.5) / all.length;
  };
  return {
    name,
    label: name,
    at,
    ticks: all.map((text) => ({ at: at(text)!, text: text.length > 9 ? `${text.slice(0, 8)}…` : text })),
  };
}

function numbers(name: string, axis: Axis): Coordinate {
  const toPosition = positionOn(axis);
  const [min, max] = [toPosition(axis.min), toPosition(axis.max)];
  const shareOf = (value: number) => (toPosition(value) - min) / (max - min);
  const ticks = ticksOf(axis).map((value) => ({ at: shareOf(value), text: axis.axisLabel.formatter(value) }));
  const at = (value: number | string | undefined) =>
    typeof value === "number" && Number.isFinite(value) ? shareOf(value) : null;
  return { name, label: axis.name, at, ticks: ticks.filter(isApart) };
}

function ticksOf({ min, max, interval = 1, ticks }: Axis): readonly number[] {
  if (ticks) return ticks;
  const first = Math.ceil(min / interval - 1e-9);
  const count = Math.max(0, Math.floor(max / interval + 1e-9) - first + 1);
  return Array.from({ length: Math.min(count, MOST_TICKS) }, (_, tick) => (first + tick) * interval);
}

/** Whether a tick leaves room for its label above the one before. */
const isApart = (
  tick: { readonly at: number },
  index: number,
  all: readonly { readonly at: number }[],
): boolean => index === 0 || tick.at - all[index - 1]!.at > 0.06;
