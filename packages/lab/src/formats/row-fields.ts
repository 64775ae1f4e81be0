/** @file The fields of rows in JSON: what each holds, and how it is written. */

import { DataError, nearestOrAll } from "glissade";
import { type Json, type Point, RUN_STATES, type RunRecord, type StudyRecord } from "../store/store.ts";
import { encodeNumber, toNumber } from "./numbers.ts";

/** A point with the run that it belongs to. */
export interface RunPoint extends Point {
  readonly run: number;
}

export interface RowTypes {
  readonly study: StudyRecord;
  readonly run: RunRecord;
  readonly point: RunPoint;
}

/** How a field is read and written; a reader throws nothing and gives nothing where the value is wrong. */
interface FieldType<Value> {
  readonly expected: string;
  read(value: unknown): Value | undefined;
  write(value: Value): unknown;
}

const same = <Value>(expected: string, holds: (value: unknown) => value is Value): FieldType<Value> => ({
  expected,
  read: (value) => (holds(value) ? value : undefined),
  write: (value) => value,
});

const isText = (value: unknown): value is string => typeof value === "string";
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const text = same("a text", isText);
const textOrNull = same("a text or null", (value): value is string | null => value === null || isText(value));
const truth = same("true or false", (value) => typeof value === "boolean");
const integer = same("a whole number", (value): value is number => Number.isSafeInteger(value));
const texts = same(
  "a list of texts",
  (value): value is readonly string[] => Array.isArray(value) && value.every(isText),
);
const json = same("any JSON", (value): value is Json => value !== undefined);
const values = same("an object", isObject as (value: unknown) => value is Readonly<Record<string, Json>>);

const number: FieldType<number> = {
  expected: 'a number, "NaN", "Infinity" or "-Infinity"',
  read: (value) => (typeof value === "number" ? value : isText(value) ? toNumber(value) : undefined),
  write: encodeNumber,
};

const numbers: FieldType<Readonly<Record<string, number>>> = {
  expected: "an object of numbers",
  read: (value) => {
    if (!isObject(value)) return undefined;
    const entries = Object.entries(value).map(([name, each]) => [name, number.read(each)] as const);
    return entries.some(([, each]) => each === undefined)
      ? undefined
      : (Object.fromEntries(entries) as Record<string, number>);
  },
  write: (value) =>
    Object.fromEntries(Object.entries(value).map(([name, each]) => [name, number.write(each)])),
};

const oneOf = <Value extends string>(...known: readonly Value[]): FieldType<Value> =>
  same(`one of ${known.join(", ")}`, (value): value is Value => known.some((each) => each === value));

const configuration: FieldType<RunRecord["configuration"]> = {
  expected: "an arm with its values",
  read: (value) => {
    if (!isObject(value) || !isText(value.arm)) return undefined;
    const read = values.read(value.values);
    return read && { arm: value.arm, values: read };
  },
  write: ({ arm, values: settings }) => ({ arm, values: settings }),
};

const counts: FieldType<StudyRecord["runs"]> = {
  expected: "counts of runs by their states",
  read: (value) =>
    isObject(value) && RUN_STATES.every((state) => integer.read(value[state]) !== undefined)
      ? (value as StudyRecord["runs"])
      : undefined,
  write: (value) => value,
};

type Fields<Row> = { readonly [Name in keyof Row]-?: FieldType<Exclude<Row[Name], undefined>> };

const study: Fields<StudyRecord> = {
  ...{
    id: integer,
    name: text,
    description: json,
    reading: json,
    source: text,
    hash: text,
    created: text,
    runs: counts,
  },
  ...{ updated: text, tags: texts, notes: text, archived: truth },
};

const run: Fields<RunRecord> = {
  ...{ id: integer, study: integer, configuration, seed: integer, stage: text, state: oneOf(...RUN_STATES) },
  ...{ attempt: integer, crashes: integer, worker: textOrNull, step: integer, started: textOrNull },
  ...{
    finished: textOrNull,
    seconds: number,
    metrics: numbers,
    extra: json,
    error: textOrNull,
    environment: json,
    tags: texts,
    notes: text,
  },
};

const point: Fields<RunPoint> = { run: integer, key: text, step: integer, value: number, seconds: number };

const fields: { readonly [Kind in keyof RowTypes]: Fields<RowTypes[Kind]> } = { study, run, point };
const optional = ["source", "reading"];

/** Kinds of rows. */
export const kinds = Object.keys(fields) as (keyof RowTypes)[];

/** A row as plain JSON. */
export function encodeRow<Kind extends keyof RowTypes>(kind: Kind, row: RowTypes[Kind]): object {
  const known = Object.entries(fields[kind]) as [keyof RowTypes[Kind], FieldType<unknown>][];
  return Object.fromEntries(
    known.flatMap(([name, type]) => (row[name] === undefined ? [] : [[name, type.write(row[name])]])),
  );
}

/** The row that plain JSON says. */
export function decodeRow<Kind extends keyof RowTypes>(
  kind: Kind,
  value: unknown,
  where: string,
): RowTypes[Kind] {
  if (!isObject(value)) throw wrong(where, kind, "an object", value);
  const known: Readonly<Record<string, FieldType<unknown>>> = fields[kind];
  const strange = Object.keys(value).find((name) => !Object.hasOwn(known, name));
  if (strange !== undefined)
    throw new DataError({
      where,
      rule: `a ${kind} has no field ${JSON.stringify(strange)}`,
      fix: nearestOrAll(strange, Object.keys(known)),
    });
  const entries = Object.entries(known).flatMap(([name, type]) => {
    if (value[name] === undefined && optional.includes(name)) return [];
    const read = type.read(value[name]);
    if (read === undefined) throw wrong(where, `${kind}.${name}`, type.expected, value[name]);
    return [[name, read] as const];
  });
  return Object.fromEntries(entries) as unknown as RowTypes[Kind];
}

const LONGEST = 60;

function wrong(where: string, name: string, expected: string, value: unknown): DataError {
  const shown = JSON.stringify(value) ?? "nothing";
  const got = shown.length > LONGEST ? `${shown.slice(0, LONGEST)}…` : shown;
  return new DataError({ where, rule: `${name} must be ${expected}, got ${got}` });
}
