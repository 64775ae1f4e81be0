/** @file Ranges of numbers, and the checks that a number is within one. */

import { ArgumentError } from "../errors.ts";
import { describe } from "./describe.ts";

/** Numbers that an option or argument may be. */
export interface Range {
  /** As errors and documents say it, behind "must be" or in brackets. */
  readonly rule: string;
  holds(value: number): boolean;
}

/** Of decay rates and momenta. */
export const decays: Range = { rule: "in [0, 1)", holds: (value) => value >= 0 && value < 1 };

export const positives: Range = {
  rule: "positive and finite",
  holds: (value) => value > 0 && value < Number.POSITIVE_INFINITY,
};

export const nonNegatives: Range = {
  rule: "finite and not negative",
  holds: (value) => value >= 0 && value < Number.POSITIVE_INFINITY,
};

export const finites: Range = { rule: "finite", holds: Number.isFinite };

/** Between 0 and 1, both excluded. */
export const fractions: Range = { rule: "in (0, 1)", holds: (value) => value > 0 && value < 1 };

/** Between 0 and 1, both included. */
export const probabilities: Range = { rule: "in [0, 1]", holds: (value) => value >= 0 && value <= 1 };

export const wholes: Range = {
  rule: "an integer of at least 0",
  holds: (value) => Number.isInteger(value) && value >= 0,
};

export const counts: Range = {
  rule: "a positive integer",
  holds: (value) => Number.isInteger(value) && value > 0,
};

/** More than a machine has cores wait for each other; far more than that is a mistake that would bring it to a stop. */
export const threadCounts: Range = {
  rule: "an integer from 1 to 256",
  holds: (value) => counts.holds(value) && value <= 256,
};

export const numbersFrom = (least: number): Range => ({
  rule: `finite and at least ${least}`,
  holds: (value) => value >= least && value < Number.POSITIVE_INFINITY,
});

/** Throws unless the value is a number of the range. */
export function requireNumber({ rule, holds }: Range, where: string, value: unknown): void {
  if (typeof value === "number" && holds(value)) return;
  throw new ArgumentError({ where, rule: `must be ${rule}, got ${describe(value)}` });
}

/** Throws unless a number is an integer from 0 on. */
export const requireWhole = (where: string, value: number): void => requireNumber(wholes, where, value);

/** Throws unless a number counts something. */
export const requireCount = (where: string, value: number): void => requireNumber(counts, where, value);
