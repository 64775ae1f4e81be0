/** @file Kinds of values that a study's keys take: each says what it expects and reads what it gets. */

import { ArgumentError, nearestOrAll } from "glissade";
import { showJson } from "../checks.ts";

/** Where a value stands: the file or name of the study, and the path of keys inside it. */
interface Place {
  readonly source: string;
  readonly path: string;
}

/** What a key takes. */
export interface Kind<Value> {
  /** Completes "expected ...". */
  readonly expected: string;
  /** Whether it takes nothing at all. */
  readonly optional?: boolean;
  /** Takes a value that was left out as `undefined`; throws what does not fit. */
  read(value: unknown, place: Place): Value;
  /** Keys of the object, or of each object in the list, for the documentation. */
  readonly nested?: { readonly suffix: "" | "[]"; readonly keys: AnyKeys };
}

/** A row of a table of keys. */
export interface Key<Value> {
  readonly doc: string;
  readonly kind: Kind<Value>;
  readonly default?: Value;
  /** For a default that follows the value of a key above. */
  readonly sameAs?: string;
}

/** One row for each key of an object, required by the type. */
export type Keys<Owner> = { readonly [Name in keyof Owner]-?: Key<Owner[Name]> };

type AnyKeys = Readonly<Record<string, Key<unknown>>>;

/** A kind that is one test. */
export function leaf<Value>(expected: string, accepts: (value: unknown) => boolean): Kind<Value> {
  return {
    expected,
    read(value, place) {
      if (!accepts(value)) throw misfit(place, expected, value);
      return value as Value;
    },
  };
}

/** A text that headings, tables and addresses can hold. */
export const label: Kind<string> = leaf(
  "a text of 1 to 200 characters without control characters",
  (value) => typeof value === "string" && /^[^\p{Cc}\p{Cs}]{1,200}$/u.test(value) && value.trim() !== "",
);

/** A string that is not blank. */
export function text(expected = "a non-empty string"): Kind<string> {
  return leaf(expected, (value) => typeof value === "string" && value.trim() !== "");
}

/** What may be left out. */
export function optional<Value>(kind: Kind<Value>): Kind<Value | undefined> {
  return {
    ...kind,
    optional: true,
    read: (value, place) => (value === undefined ? undefined : kind.read(value, place)),
  };
}

/** Either a text, or a function in a module. */
export function textOrFunction<Fn>(expected: string): Kind<string | Fn> {
  return leaf(
    `${expected}, or in a module a function`,
    (value) => typeof value === "function" || (typeof value === "string" && value.trim() !== ""),
  );
}

/** A finite number that fits a bound. */
export function numberThat(expected: string, fits: (value: number) => boolean): Kind<number> {
  return leaf(expected, (value) => typeof value === "number" && Number.isFinite(value) && fits(value));
}

/** A safe integer between bounds. */
export function integer(least: number, most?: number): Kind<number> {
  return leaf(
    most !== undefined ? `an integer from ${least} to ${most}` : `an integer of at least ${least}`,
    (value) =>
      Number.isSafeInteger(value) && Number(value) >= least && (most === undefined || Number(value) <= most),
  );
}

/** One of a few words. */
export function oneOf<const Option extends string>(options: readonly Option[]): Kind<Option> {
  const expected = `one of ${options.map((option) => JSON.stringify(option)).join(", ")}`;
  return leaf(expected, (value) => options.some((option) => option === value));
}

/** A list whose items are all of one kind. */
export function list<Item>(item: Kind<Item>, minimum = 0): Kind<readonly Item[]> {
  const expected = `a list${minimum > 0 ? ` of at least ${minimum}` : ""}, each ${item.expected}`;
  return {
    expected,
    nested: item.nested && { ...item.nested, suffix: "[]" },
    read(value, place) {
      if (!Array.isArray(value) || value.length < minimum) throw misfit(place, expected, value);
      return value.map((each, index) => item.read(each, { ...place, path: `${place.path}[${index}]` }));
    },
  };
}

/** An object with these keys and no others; left out, it is the object of all defaults. */
export function object<Owner>(keys: Keys<Owner>): Kind<Owner> {
  const rows: AnyKeys = keys;
  const expected = `an object with the keys ${Object.keys(rows).join(", ")}`;
  return {
    expected,
    nested: { suffix: "", keys: rows },
    read(value = {}, place) {
      if (!isRecord(value)) throw misfit(place, expected, value);
      refuseUnknownKeys(value, rows, place);
      return readKeys(value, rows, place) as Owner;
    },
  };
}

function readKeys(given: Readonly<Record<string, unknown>>, rows: AnyKeys, place: Place): unknown {
  const result: Record<string, unknown> = {};
  for (const [name, { kind, sameAs, default: constant }] of Object.entries(rows)) {
    const fallback = sameAs === undefined ? constant : result[sameAs];
    const value = given[name] === undefined ? fallback : given[name];
    result[name] = kind.read(value, { ...place, path: place.path ? `${place.path}.${name}` : name });
  }
  return result;
}

function refuseUnknownKeys(given: object, rows: AnyKeys, place: Place): void {
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(rows, name));
  if (unknown === undefined) return;
  const rule = `unknown key ${JSON.stringify(unknown)}`;
  throw new ArgumentError({ where: toWhere(place), rule, fix: nearestOrAll(unknown, Object.keys(rows)) });
}

function misfit(place: Place, expected: string, value: unknown): ArgumentError {
  return new ArgumentError({ where: toWhere(place), rule: `expected ${expected}, got ${showJson(value)}` });
}

/** A place as errors name it: `my.json: arms[1].optimizer`. */
export function toWhere({ source, path }: Place): string {
  return path ? `${source}: ${path}` : source;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
