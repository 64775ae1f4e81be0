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
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    throw notOptions(where, describe(options));
  }
  const unknown = Object.keys(options).find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const kind = options.constructor?.name ?? "Object";
  if (kind !== "Object") throw notOptions(where, `a ${kind}`);
  throw new ArgumentError({
    where: `${where}({ ${unknown} })`,
    rule: "is not an option",
    fix: suggestion(unknown, known),
  });
}

const notOptions = (where: string, got: string): ArgumentError =>
  new ArgumentError({ where: `${where}(options)`, rule: `must be an object of options, got ${got}` });

/** A value of any type as an error shows it. */
function describe(value: unknown): string {
  if (Array.isArray(value)) return "an array";
  return typeof value === "function" ? "a function" : String(value);
}

/** The nearest known name where one is near, and the whole list. */
function suggestion(word: string, known: readonly string[]): string {
  const nearest = nearestName(word, known);
  const list = `nown: ${known.join(", ")}`;
  return nearest === undefined ? `K${list}` : `The nearest is ${nearest} (k${list})`;
}
