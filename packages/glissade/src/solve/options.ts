/** @file Checks of options. */

import { ArgumentError } from "../errors.ts";

/** Throws unless a name is one of a table. */
export function requireOneOf(where: string, name: string, table: object): void {
  if (Object.hasOwn(table, name)) return;
  const names = Object.keys(table).map((each) => `"${each}"`);
  throw new ArgumentError({ where, rule: `must be one of ${names.join(", ")}, got "${name}"` });
}
