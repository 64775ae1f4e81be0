/** @file Ranges of the numbers that users give; a tensor is checked by nobody, since its value is not known yet. */

import { ArgumentError } from "./errors.ts";
import type { Operand } from "./graph/tensor.ts";

/** Throws unless a decay rate or momentum is in [0, 1). */
export const requireDecay = (where: string, value: Operand): void =>
  requireRange(where, value, "in [0, 1)", (number) => number >= 0 && number < 1);

/** Throws unless a number is positive and finite. */
export const requirePositive = (where: string, value: Operand): void =>
  requireRange(where, value, "positive and finite", (number) => number > 0 && Number.isFinite(number));

/** Throws unless a number is finite and not negative. */
export const requireNonNegative = (where: string, value: Operand): void =>
  requireRange(where, value, "finite and not negative", (number) => number >= 0 && Number.isFinite(number));

/** Throws unless a number is finite and at least the given one. */
export const requireAtLeast = (where: string, value: Operand, least: number): void =>
  requireRange(
    where,
    value,
    `finite and at least ${least}`,
    (number) => number >= least && number < Number.POSITIVE_INFINITY,
  );

/** Throws unless a number is finite. */
export const requireFinite = (where: string, value: Operand): void =>
  requireRange(where, value, "finite", Number.isFinite);

/** Throws unless a number is between 0 and 1, both excluded. */
export const requireFraction = (where: string, value: Operand): void =>
  requireRange(where, value, "in (0, 1)", (number) => number > 0 && number < 1);

/** Throws unless a number is between 0 and 1, both included. */
export const requireProbability = (where: string, value: Operand): void =>
  requireRange(where, value, "in [0, 1]", (number) => number >= 0 && number <= 1);

/** Throws unless a number is an integer from 0 on. */
export const requireWhole = (where: string, value: number): void =>
  requireRange(where, value, "an integer of at least 0", (number) => Number.isInteger(number) && number >= 0);

/** Throws unless a number counts something. */
export const requireCount = (where: string, value: number): void =>
  requireRange(where, value, "a positive integer", (number) => Number.isInteger(number) && number > 0);

function requireRange(where: string, value: Operand, rule: string, holds: (value: number) => boolean): void {
  if (typeof value === "object" || holds(value)) return;
  throw new ArgumentError({ where, rule: `must be ${rule}, got ${value}` });
}
