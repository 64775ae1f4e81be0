/** @file Arithmetic of vectors on the host. */

import type { Vector } from "./parameters.ts";

/** xᵀy */
export const dot = (x: Vector, y: Vector): number =>
  x.reduce((sum, value, index) => sum + value * y[index]!, 0);

/** The Euclidean length. */
export const norm = (x: Vector): number => Math.sqrt(dot(x, x));

/** x + factor·y */
export const addScaled = (x: Vector, y: Vector, factor = 1): Vector =>
  x.map((value, index) => value + factor * y[index]!);

/** x - y */
export const subtract = (x: Vector, y: Vector): Vector => x.map((value, index) => value - y[index]!);

/** The largest absolute element. */
export const maxNorm = (x: Vector): number => x.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

/** -x */
export const negate = (x: Vector): Vector => x.map((value) => -value);
