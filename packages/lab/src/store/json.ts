/** @file JSON with the numbers that it lacks, in one order of keys, and its hash. */

import { createHash } from "node:crypto";
import type { Json } from "./store.ts";

/** A hash that does not depend on the order of keys. */
export const hashOf = (value: Json): string =>
  createHash("sha256")
    .update(JSON.stringify(sorted(value)))
    .digest("hex")
    .slice(0, 16);

function sorted(value: Json): Json {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, each]) => [key, sorted(each)]));
}

type Numbers = Readonly<Record<string, number>>;

/** Numbers by name; NaN and infinities as texts. */
export const encodeNumbers = (numbers: Numbers): string =>
  JSON.stringify(
    Object.fromEntries(
      Object.entries(numbers).map(([name, value]) => [name, Number.isFinite(value) ? value : String(value)]),
    ),
  );

export const decodeNumbers = (text: string): Numbers =>
  Object.fromEntries(
    Object.entries(JSON.parse(text) as Readonly<Record<string, number | string>>).map(([name, value]) => [
      name,
      Number(value),
    ]),
  );
