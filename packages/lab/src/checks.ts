/** @file Checks of what the functions of the lab are given, for callers that no compiler warns. */

import { ArgumentError, nearestOrAll } from "glissade";

/** A value as errors show it. */
export function show(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "function") return "a function";
  if (Array.isArray(value)) return `an array of ${value.length}`;
  return typeof value === "object" && value !== null ? "an object" : String(value);
}

/** A value of a file as errors show it, cut where it is long. */
export function showJson(value: unknown): string {
  if (value === undefined) return "nothing";
  const written = typeof value === "number" ? String(value) : (JSON.stringify(value) ?? typeof value);
  return written.length > 60 ? `${written.slice(0, 57)}...` : written;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

interface Names {
  readonly needed?: readonly string[];
  readonly optional?: readonly string[];
}

/** Throws unless the value is an object with the needed names, and no others than the optional ones. */
export function requireOptions(where: string, options: unknown, { needed = [], optional = [] }: Names): void {
  if (!isObject(options)) {
    throw new ArgumentError({ where: `${where}(options)`, rule: `must be an object, got ${show(options)}` });
  }
  const known = [...needed, ...optional];
  const unknown = Object.keys(options).find((name) => !known.includes(name));
  if (unknown !== undefined) {
    const fix = nearestOrAll(unknown, known);
    throw new ArgumentError({ where: `${where}({ ${unknown} })`, rule: "is not an option", fix });
  }
  const missing = needed.find((name) => options[name] === undefined);
  if (missing === undefined) return;
  throw new ArgumentError({ where: `${where}({ ${missing} })`, rule: "must be given, got undefined" });
}

/** Throws unless the value is an object with these fields, such as another function of the lab gives. */
export function requireFields(
  where: string,
  value: unknown,
  fields: readonly string[],
  source: string,
): void {
  if (isObject(value) && fields.every((name) => value[name] !== undefined)) return;
  throw new ArgumentError({ where, rule: `needs what ${source} gives, got ${show(value)}` });
}

/** Throws unless the value is a text. */
export function requireText(where: string, value: unknown): void {
  if (typeof value === "string") return;
  throw new ArgumentError({ where, rule: `must be a text, got ${show(value)}` });
}

/** Throws unless the values are a list of finite numbers. */
export function requireSample(where: string, values: unknown): void {
  if (!Array.isArray(values) && !(ArrayBuffer.isView(values) && "length" in values)) {
    throw new ArgumentError({ where, rule: `must be a list of numbers, got ${show(values)}` });
  }
  const list: readonly unknown[] = Array.from(values as ArrayLike<unknown>);
  const at = list.findIndex((value) => typeof value !== "number" || !Number.isFinite(value));
  if (at < 0) return;
  throw new ArgumentError({ where, rule: `must hold finite numbers, got ${show(list[at])} at ${at}` });
}
