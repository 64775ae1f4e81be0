/** @file Checks of the names, numbers and texts that go into a store. */

import { ArgumentError } from "glissade";

/** The longest name of anything. */
const longest = 200;

const isControl = (character: string): boolean => character < " " || character === "\u007f";

/** A value as errors show it. */
function show(value: unknown): string {
  if (typeof value !== "string") return String(value);
  return value.length > 40
    ? `${JSON.stringify(value.slice(0, 40))}... of ${value.length}`
    : JSON.stringify(value);
}

/** Throws unless the value is a text of 1 to 200 characters, none of them a control character. */
export function requireLabel(where: string, value: unknown): asserts value is string {
  const rule = "must be a text of 1 to 200 characters without control characters";
  const good = typeof value === "string" && value.length > 0 && value.length <= longest;
  if (!good || [...value].some(isControl))
    throw new ArgumentError({ where, rule: `${rule}, got ${show(value)}` });
}

/**
 * Throws unless the value can name a file in one folder: up to 200 characters, no slashes, no control characters and
 * no two dots in a row.
 */
export function requireName(where: string, value: unknown): asserts value is string {
  requireLabel(where, value);
  if (!/[/\\]|\.\./.test(value) && value !== ".") return;
  throw new ArgumentError({
    where,
    rule: `must be a plain name, without slashes and "..", got ${show(value)}`,
  });
}

/** Throws unless the value is an integer that JavaScript holds exactly, of at least `least`. */
export function requireInteger(where: string, value: unknown, least = 0): asserts value is number {
  if (Number.isSafeInteger(value) && Number(value) >= least) return;
  const rule = least < 0 ? "an integer" : `an integer of at least ${least}`;
  throw new ArgumentError({ where, rule: `must be ${rule}, got ${show(value)}` });
}

/** Throws unless all are integers as ids are. */
export function requireIds(where: string, values: readonly unknown[]): void {
  for (const value of values) requireInteger(where, value);
}

/** Throws unless the value is a positive number. */
export function requirePositive(where: string, value: unknown): void {
  if (typeof value === "number" && value > 0 && value < Number.POSITIVE_INFINITY) return;
  throw new ArgumentError({ where, rule: `must be a positive number, got ${show(value)}` });
}

/** Throws unless the value is one of the words. */
export function requireOneOf<Word extends string>(
  where: string,
  value: unknown,
  words: readonly Word[],
): asserts value is Word {
  if (words.some((word) => word === value)) return;
  throw new ArgumentError({ where, rule: `must be one of ${words.join(", ")}, got ${show(value)}` });
}

/** Throws unless all values are numbers, NaN and infinities among them. */
export function requireNumbers(where: string, values: Readonly<Record<string, unknown>>): void {
  const wrong = Object.entries(values).find(([, value]) => typeof value !== "number");
  if (wrong === undefined) return;
  throw new ArgumentError({ where: `${where}.${wrong[0]}`, rule: `must be a number, got ${show(wrong[1])}` });
}

/** A text without the one character that PostgreSQL cannot hold. */
export const storable = (text: string): string => text.replaceAll("\u0000", "\ufffd");
