/** @file Checks of what charts are given: lists of named things, numbers, choices. */

import { ArgumentError, nearestOrAll } from "glissade";
import { show } from "../checks.ts";

/** Throws unless this is a list of something, with names that differ; `form` is how one of them is written. */
export function requireNamed(where: string, values: unknown, form: string): void {
  if (!Array.isArray(values) || values.length === 0) {
    throw new ArgumentError({
      where,
      rule: `must be a list of ${form}, got ${show(values)}`,
      fix: "Give one for each name in the legend",
    });
  }
  const names = values.map((each) => (each as { readonly name?: unknown } | null)?.name);
  const nameless = names.findIndex((name) => typeof name !== "string");
  if (nameless >= 0) {
    const rule = `must be ${form}, got ${show(values[nameless])} with the name ${show(names[nameless])}`;
    throw new ArgumentError({ where: `${where}[${nameless}]`, rule, fix: "Give it a name, a text" });
  }
  const repeated = names.findIndex((name, index) => names.indexOf(name) < index);
  if (repeated < 0) return;
  throw new ArgumentError({
    where: `${where}[${repeated}]`,
    rule: `must have a name of its own, got ${show(names[repeated])} for the second time`,
    fix: "Join what belongs together, or name it apart",
  });
}

/** Throws unless this is a list of numbers; they need not be finite. */
export function requireNumbers(where: string, values: unknown): void {
  const isList = Array.isArray(values) || (ArrayBuffer.isView(values) && "length" in values);
  if (!isList) throw new ArgumentError({ where, rule: `must be a list of numbers, got ${show(values)}` });
  const list: readonly unknown[] = Array.from(values as ArrayLike<unknown>);
  const at = list.findIndex((value) => typeof value !== "number");
  if (at < 0) return;
  throw new ArgumentError({
    where: `${where}[${at}]`,
    rule: `must be a number, got ${show(list[at])}`,
    fix: "Write NaN for what has no value",
  });
}

/** Throws unless this is a number, finite or not. */
export function requireNumber(where: string, value: unknown): void {
  if (typeof value === "number") return;
  throw new ArgumentError({
    where,
    rule: `must be a number, got ${show(value)}`,
    fix: "Write NaN for what has no value",
  });
}

/** Throws unless so many pictures can be in a row. */
export function requireColumns(caller: string, columns: unknown): void {
  if (Number.isSafeInteger(columns) && Number(columns) > 0) return;
  throw new ArgumentError({
    where: `${caller}({ columns })`,
    rule: `must be a positive integer, got ${show(columns)}`,
    fix: "Leave it out for the usual number",
  });
}

/** Throws unless this is one of the choices. */
export function requireChoice(where: string, value: unknown, choices: readonly string[]): void {
  if (choices.some((choice) => choice === value)) return;
  throw new ArgumentError({
    where,
    rule: `must be one of ${choices.length} words, got ${show(value)}`,
    fix: nearestOrAll(String(value), choices),
  });
}

/** Throws unless the points are pairs whose x are finite and rise. */
export function requireRising(where: string, points: unknown): void {
  if (!Array.isArray(points)) {
    throw new ArgumentError({ where, rule: `must be a list of pairs of x and y, got ${show(points)}` });
  }
  const isPair = (point: unknown) =>
    Array.isArray(point) && point.length === 2 && point.every((each) => typeof each === "number");
  const isWrong = (point: unknown, index: number) => {
    if (!isPair(point)) return true;
    const [[x], [before]] = [points[index], points[index - 1] ?? [Number.NEGATIVE_INFINITY]];
    return !(Number.isFinite(x) && x > before);
  };
  const at = points.findIndex(isWrong);
  if (at < 0) return;
  const pairs = points
    .slice(Math.max(0, at - 1), at + 1)
    .map((each) => (Array.isArray(each) ? `[${each}]` : show(each)));
  throw new ArgumentError({
    where: `${where}[${at}]`,
    rule: `must be a pair of numbers whose x is above the one before, got ${pairs.join(", then ")}`,
    fix: "Sort the points by x, and keep one of each",
  });
}
