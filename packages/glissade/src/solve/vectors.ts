/** @file Arithmetic of vectors on the host. */

import type { Vector } from "./parameters.ts";

/** xᵀy */
export const dot = (x: Vector, y: Vector): number =>
  x.reduce((sum, value, index) => sum + value * y[index]!, 0);

/** The range in which squares keep their digits. */
const [SMALLEST_SQUARE, LARGEST_SQUARE] = [1e-280, 1e300];

/** The Euclidean length, also where squares overflow or vanish. */
export function norm(x: Vector): number {
  const square = dot(x, x);
  if (square > SMALLEST_SQUARE && square < LARGEST_SQUARE) return Math.sqrt(square);
  const largest = maxNorm(x);
  if (!(largest > 0 && largest < Infinity)) return largest;
  const scaled = x.map((value) => value / largest);
  return largest * Math.sqrt(dot(scaled, scaled));
}

/** x + factor·y */
export const addScaled = (x: Vector, y: Vector, factor = 1): Vector =>
  x.map((value, index) => value + factor * y[index]!);

/** x - y */
export const subtract = (x: Vector, y: Vector): Vector => x.map((value, index) => value - y[index]!);

/** The largest absolute element. */
export const maxNorm = (x: Vector): number => x.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

/** -x */
export const negate = (x: Vector): Vector => x.map((value) => -value);
