/** @file Checks of arguments that are functions or objects, of what functions return, and of calls without arguments. */

import { ArgumentError } from "../errors.ts";
import { describe, dismiss, isObject } from "./describe.ts";

/** Throws unless the value can be called. */
export function requireFunction(where: string, value: unknown): void {
  if (typeof value === "function") return;
  throw new ArgumentError({
    where,
    rule: `needs a function, got ${describe(value)}`,
    fix: value instanceof Promise ? "Await it first" : undefined,
  });
}

/** Throws unless the value is an object with names. */
export function requireRecord(where: string, value: unknown): void {
  if (isObject(value)) return;
  throw new ArgumentError({ where, rule: `must be an object with names, got ${describe(value)}` });
}

/** Throws unless a function has returned a list of these parts. */
export function requireParts(where: string, value: unknown, parts: readonly string[]): void {
  // The first part that is refused ends it, and further ones may be promises as well.
  dismiss(value);
  if (Array.isArray(value) && value.length === parts.length) return;
  throw new ArgumentError({
    where,
    rule: `must return [${parts.join(", ")}], got ${describe(value)}`,
    fix: value instanceof Promise ? "Take async, await and compiled functions out of it" : undefined,
  });
}

/** A function without arguments, which refuses any; the fix is for where it was passed on without brackets. */
export const withoutArguments =
  <Result>(where: string, make: () => Result, fix?: string): (() => Result) =>
  (...given: readonly unknown[]) => {
    if (given.length === 0) return make();
    const rule = `takes no arguments, got ${given.map(describe).join(", ")}`;
    throw new ArgumentError({ where, rule, fix });
  };
