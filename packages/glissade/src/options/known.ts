/** @file The check that an object of options holds known names alone, for callers that no compiler warns. */

import { ArgumentError } from "../errors.ts";
import { describe, isObject } from "./describe.ts";
import { nearestOrAll } from "./spelling.ts";

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
    fix: nearestOrAll(unknown, known),
  });
}

export const notOptions = (where: string, value: unknown, fix?: string): ArgumentError =>
  new ArgumentError({
    where: `${where}(options)`,
    rule: `must be an object of options, got ${describe(value)}`,
    fix,
  });
