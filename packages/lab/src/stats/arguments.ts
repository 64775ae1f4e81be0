/** @file Checks of the numbers that statistics are asked with. */

import { ArgumentError } from "glissade";
import { requireSample, show } from "../checks.ts";

/** Throws unless the value is a whole number, of at least `least`. */
export function requireInteger(where: string, value: unknown, least = 1): asserts value is number {
  if (Number.isSafeInteger(value) && (value as number) >= least) return;
  throw new ArgumentError({ where, rule: `must be an integer of at least ${least}, got ${show(value)}` });
}

/** Throws unless the value is between 0 and 1, both excluded. */
export function requireShare(where: string, value: unknown): asserts value is number {
  if (typeof value === "number" && value > 0 && value < 1) return;
  throw new ArgumentError({ where, rule: `must be between 0 and 1, got ${show(value)}` });
}

/** Throws unless the value is a finite number above 0. */
export function requirePositive(where: string, value: unknown): asserts value is number {
  if (typeof value === "number" && value > 0 && value < Infinity) return;
  throw new ArgumentError({ where, rule: `must be a finite number above 0, got ${show(value)}` });
}

/** Throws unless the value is one of these. */
export function requireOneOf(where: string, value: unknown, known: readonly string[]): void {
  if (known.some((each) => each === value)) return;
  throw new ArgumentError({
    where,
    rule: `must be ${known.map((each) => JSON.stringify(each)).join(" or ")}, got ${show(value)}`,
  });
}

/** Throws unless all are p-values. */
export function requirePValues(where: string, ps: readonly number[]): void {
  requireSample(where, ps);
  const at = ps.findIndex((p) => p < 0 || p > 1);
  if (at < 0) return;
  throw new ArgumentError({ where, rule: `p-values are from 0 to 1, got ${ps[at]} at ${at}` });
}
