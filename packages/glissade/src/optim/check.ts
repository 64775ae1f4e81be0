/** @file Ranges of optimizer arguments. */

import { ArgumentError } from "../errors.ts";

/** Throws unless a decay rate or momentum is in [0, 1). */
export function requireDecay(where: string, value: number): void {
  if (value >= 0 && value < 1) return;
  throw new ArgumentError({ where, rule: `must be in [0, 1), got ${value}` });
}

/** Throws unless a number is positive and finite. */
export function requirePositive(where: string, value: number): void {
  if (value > 0 && Number.isFinite(value)) return;
  throw new ArgumentError({ where, rule: `must be positive and finite, got ${value}` });
}
