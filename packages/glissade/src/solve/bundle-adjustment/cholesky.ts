/** @file Elimination in symmetric systems by Cholesky's method. */

import type { Vector } from "../parameters.ts";

/** The lower triangle of a symmetric matrix, row by row, with the right side as its last row. */
export interface SymmetricSystem {
  readonly matrix: Vector;
  /** How many rows there are. */
  readonly size: number;
}

/**
 * Eliminates the first unknowns in place: their columns become those of L in A = LLᵀ, the rest becomes the Schur
 * complement of the rest. Numbers are not finite from where A is not positive definite.
 */
export function eliminate({ matrix, size }: SymmetricSystem, count: number): void {
  for (let row = 0; row < size; row++) {
    for (let column = 0; column <= row; column++) {
      const terms = Math.min(column, count);
      let value = matrix[row * size + column]!;
      for (let k = 0; k < terms; k++) value -= matrix[row * size + k]! * matrix[column * size + k]!;
      if (column < count) value = row === column ? Math.sqrt(value) : value / matrix[column * (size + 1)]!;
      matrix[row * size + column] = value;
    }
  }
}

/** Columns of L: a triangle, a row for each unknown that is left, and that of the right side. */
export interface Factor {
  readonly rows: Vector;
  /** How many columns. */
  readonly count: number;
}

/** The columns of the unknowns that were eliminated. */
export function factorOf({ matrix, size }: SymmetricSystem, count: number): Factor {
  const rows = new Float64Array(size * count);
  for (let row = 0; row < size; row++) rows.set(matrix.subarray(row * size, row * size + count), row * count);
  return { rows, count };
}

/** The unknowns that were eliminated, from those that were left: Lᵀx = z - Yᵀy. */
export function backSubstitute({ rows, count }: Factor, left: Vector): Vector {
  const x = rows.slice(rows.length - count);
  for (const [j, y] of left.entries())
    for (let k = 0; k < count; k++) x[k]! -= rows[(count + j) * count + k]! * y;
  for (let i = count - 1; i >= 0; i--) {
    x[i]! /= rows[i * (count + 1)]!;
    for (let k = 0; k < i; k++) x[k]! -= rows[i * count + k]! * x[i]!;
  }
  return x;
}
