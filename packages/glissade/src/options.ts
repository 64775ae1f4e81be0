/** @file The check that an object of options holds known names alone, for callers that no compiler warns. */

import { ArgumentError } from "./errors.ts";
import { nearestName } from "./spelling.ts";

/**
 * Throws unless the options are an object, or left out, and all its names are known.
 *
 * `mean({ axs }): is not an option. The nearest is axis (known: axis, keepDims).`
 */
export function requireKnown(where: string, options: unknown, known: readonly string[]): void {
  if (options === undefined) return;
  if (!isObject(options)) throw notOptions(where, options);
  const unknown = Object.keys(options).find((name) => !known.includes(name));
  if (unknown === undefined) return;
  if ((options.constructor?.name ?? "Object") !== "Object") throw notOptions(where, options);
  throw new ArgumentError({
    where: `${where}({ ${unknown} })`,
    rule: "is not an option",
    fix: suggestion(unknown, known),
  });
}

/** Whether a value can be read by names. */
export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const notOptions = (where: string, value: unknown, fix?: string): ArgumentError =>
  new ArgumentError({
    where: `${where}(options)`,
    rule: `must be an object of options, got ${describe(value)}`,
    fix,
  });

/** A value of any type as an error shows it: numbers and texts in full, others by what they are. */
export function describe(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "function") return "a function";
  if (Array.isArray(value)) return describeArray(value);
  if (!isObject(value)) return String(value);
  const name = value.constructor?.name ?? "Object";
  if (name === "Object") return `an object of ${Object.keys(value).join(", ") || "nothing"}`;
  return `${/^[AEIOU]/.test(name) ? "an" : "a"} ${name}`;
}

/** Few numbers or texts in full, more by their count. */
function describeArray(values: readonly unknown[]): string {
  const isShort = values.length <= 8 && values.every((each) => typeof each !== "object" || each === null);
  return isShort ? `[${values.map(describe).join(", ")}]` : `an array of ${values.length}`;
}

/** The nearest known name where one is near, and the whole list. */
export function suggestion(word: string, known: readonly string[]): string {
  const nearest = nearestName(word, known);
  const list = `nown: ${known.join(", ")}`;
  return nearest === undefined ? `K${list}` : `The nearest is ${nearest} (k${list})`;
}
