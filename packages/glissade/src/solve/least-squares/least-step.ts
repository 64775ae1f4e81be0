/** @file The shortest step that solves a linear least-squares problem, whatever its rank. */

import { type Matrix, SingularValueDecomposition } from "ml-matrix";
import type { Vector } from "../parameters.ts";
import { type Box, solveBoxed, times } from "./boxed.ts";
import { columnUnits } from "./rank.ts";

interface Triangular {
  /** R of J = QR. */
  readonly factor: Matrix;
  /** -Qᵀr */
  readonly q: Vector;
  /** How many rows J has. */
  readonly rows: number;
  readonly box: Box;
}

/**
 * The δ in the box that makes ‖Rδ - q‖ least, with no part along directions that R does not determine: singular values
 * of R with columns of length 1, up to the tolerance of `rankReport`.
 */
export function leastStep({ factor, q, rows, box }: Triangular): Vector {
  const lengths = columnUnits(factor);
  const scaled = factor.clone().divRowVector(lengths);
  const { diagonal, leftSingularVectors, rightSingularVectors } = new SingularValueDecomposition(scaled);
  const tolerance = Math.max(rows, q.length) * Number.EPSILON * diagonal[0]!;
  const determined = diagonal.map((value) => value > tolerance);
  const components = times(leftSingularVectors.transpose(), q);
  // Undetermined directions get a row of their own, which asks for 0.
  const weights = diagonal.map((value, index) => (determined[index] ? value : diagonal[0]! || 1));
  const solution = solveBoxed({
    a: rightSingularVectors.transpose().mulColumnVector(weights),
    b: components.map((value, index) => (determined[index] ? value : 0)),
    box: scaledBox(box, lengths),
  });
  return solution.map((value, index) => value / lengths[index]!);
}

/** A box of x as one of unknowns that are as many times as large. */
export const scaledBox = ({ lower, upper }: Box, lengths: Vector): Box => ({
  lower: lower.map((value, index) => value * lengths[index]!),
  upper: upper.map((value, index) => value * lengths[index]!),
});
