/** @file Plain elimination on nested arrays, for the references of operations on matrices. */

import { broadcastAt, flatIndex, type HostArray, hostArray, indices } from "../../graph/host.ts";
import type { TensorType } from "../../graph/op.ts";

export type Matrix = readonly (readonly number[])[];

/** The matrix at an index of the leading axes; axes of length 1 are repeated. */
export function matrixAt(x: HostArray, lead: readonly number[]): number[][] {
  const [rows, columns] = x.shape.slice(-2) as [number, number];
  return Array.from({ length: rows }, (_, row) =>
    Array.from({ length: columns }, (_, column) => broadcastAt(x, [...lead, row, column])),
  );
}

/** AX = B for every matrix and every column of B. */
export function solveEach(
  [a, b]: readonly HostArray[],
  { dtype, shape }: TensorType,
  solve: (a: Matrix, b: readonly number[]) => readonly number[],
): HostArray {
  const result = hostArray(dtype, shape);
  for (const index of indices(shape.with(-2, 1))) {
    const [lead, column] = [index.slice(0, -2), index.at(-1)!];
    const right = matrixAt(b!, lead).map((row) => row[column]!);
    for (const [row, value] of solve(matrixAt(a!, lead), right).entries()) {
      result.data[flatIndex(shape, [...lead, row, column])] = value;
    }
  }
  return result;
}

/** Row echelon form by partial pivoting, and whether an odd number of rows was swapped. */
export function eliminateRows(matrix: Matrix): { rows: number[][]; odd: boolean } {
  const rows = matrix.map((row) => [...row]);
  let odd = false;
  for (let at = 0; at < rows.length; at++) {
    const sizes = rows.slice(at).map((row) => Math.abs(row[at]!));
    const best = at + sizes.indexOf(Math.max(...sizes));
    if (best !== at) odd = !odd;
    [rows[at], rows[best]] = [rows[best]!, rows[at]!];
    const pivot = rows[at]!;
    for (const row of rows.slice(at + 1)) {
      const factor = pivot[at] === 0 ? 0 : row[at]! / pivot[at]!;
      for (const column of row.keys()) row[column]! -= factor * pivot[column]!;
    }
  }
  return { rows, odd };
}

/** Back substitution, from the last row up. */
export function substituteBack(a: Matrix, b: readonly number[]): number[] {
  const x = new Array<number>(b.length).fill(0);
  for (const row of [...a.keys()].reverse()) {
    const known = x.reduce(
      (total, value, column) => total + (column > row ? a[row]![column]! * value : 0),
      0,
    );
    x[row] = (b[row]! - known) / a[row]![row]!;
  }
  return x;
}
