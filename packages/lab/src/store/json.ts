/** @file JSON as the store writes it: in one order, so that equal values have equal hashes, and with NaN in numbers. */

import { createHash } from "node:crypto";
import { ArgumentError } from "glissade";
import type { Json } from "./store.ts";

/** The SHA-256 of a value, whatever the order of its fields. */
export const hashJson = (where: string, value: Json): string =>
  createHash("sha256").update(canonicalJson(where, value)).digest("hex");

/**
 * A value as text, with the fields of objects in order.
 *
 * @throws ArgumentError where JSON cannot say it, so that two values that differ would be one.
 */
function canonicalJson(where: string, value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(where, item)).join(",")}]`;
  if (typeof value === "object" && value !== null) return `{${fields(where, value).join(",")}}`;
  const isJson = value === null || ["string", "boolean"].includes(typeof value) || Number.isFinite(value);
  if (isJson) return JSON.stringify(value);
  const got = typeof value === "number" ? value : typeof value;
  const rule = `must be JSON: null, booleans, finite numbers, texts, arrays and objects, got ${got}`;
  throw new ArgumentError({ where, rule });
}

/** The fields of an object in the order of their names; those that are undefined are absent. */
function fields(where: string, value: object): string[] {
  const present = Object.entries(value).filter(([, field]) => field !== undefined);
  return present
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, field]) => `${JSON.stringify(name)}:${canonicalJson(`${where}.${name}`, field)}`);
}

/** Numbers by name; those that JSON lacks are texts, as `String` writes them. */
export function numbersToJson(numbers: Readonly<Record<string, number>>): string {
  const entries = Object.entries(numbers).map(([name, value]) => [
    name,
    Number.isFinite(value) ? value : String(value),
  ]);
  return JSON.stringify(Object.fromEntries(entries));
}

/** What `numbersToJson` wrote. */
export function numbersFromJson(text: string): Readonly<Record<string, number>> {
  const written: Readonly<Record<string, number | string>> = JSON.parse(text);
  return Object.fromEntries(Object.entries(written).map(([name, value]) => [name, Number(value)]));
}
