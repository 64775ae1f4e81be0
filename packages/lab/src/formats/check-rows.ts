/** @file Checks of the rows that formats are given, for callers that no compiler warns. */

import { ArgumentError } from "glissade";
import { show } from "../checks.ts";

/** Throws unless the value is an object with these fields. */
export function requireRow(where: string, value: unknown, fields: readonly string[]): void {
  const row: object = Object(value);
  if (row === value && fields.every((name) => Reflect.get(row, name) !== undefined)) return;
  throw new ArgumentError({ where, rule: `must be { ${fields.join(", ")} }, got ${show(value)}` });
}

/** Throws unless the value can be gone through, now or as it comes. */
export function requireIterable(where: string, value: unknown): void {
  const items: object = Object(value);
  if (items === value && (Symbol.iterator in items || Symbol.asyncIterator in items)) return;
  throw new ArgumentError({ where, rule: `must be a list or another iterable, got ${show(value)}` });
}

/** Throws unless the value is a list of objects with these fields. */
export function requireRows(where: string, value: unknown, fields: readonly string[]): void {
  if (!Array.isArray(value)) throw new ArgumentError({ where, rule: `must be a list, got ${show(value)}` });
  for (const [index, row] of value.entries()) requireRow(`${where}[${index}]`, row, fields);
}

/** Throws unless the value is a run as a store gives it, with its study and its points. */
export function requireExported(where: string, value: unknown): void {
  requireRow(where, value, ["study", "run", "points"]);
  const { run, points }: { run?: unknown; points?: unknown } = Object(value);
  requireRow(`${where}.run`, run, ["configuration", "seed", "step", "metrics"]);
  requireIterable(`${where}.points`, points);
}
