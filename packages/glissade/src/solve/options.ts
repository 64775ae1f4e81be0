/** @file Checks of options that several solvers share. */

import { ArgumentError } from "../errors.ts";
import { type Kind, kind } from "../kinds.ts";
import type { LineSearch } from "./minimize/line-search.ts";

/** Throws unless a name is one of a table. */
export function requireOneOf(where: string, name: string, table: object): void {
  if (Object.hasOwn(table, name)) return;
  const names = Object.keys(table).map((each) => `"${each}"`);
  throw new ArgumentError({ where, rule: `must be one of ${names.join(", ")}, got "${name}"` });
}

/** Of what ends every search. */
export const toleranceKinds = {
  maxIterations: kind.number,
  gradientTolerance: kind.number,
  valueTolerance: kind.number,
  stepTolerance: kind.number,
};

export const searchKind = kind.callable<LineSearch>();

/** Of names that `requireOneOf` checks. */
export const nameKind = <Name extends string>(): Kind<Name> =>
  kind.rule("a name", (value) => typeof value === "string");
