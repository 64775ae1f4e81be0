/** @file Symmetric matrices by their eigenvalues. */

import { EigenvalueDecomposition, type Matrix } from "ml-matrix";
import type { Vector } from "./parameters.ts";
import { dot } from "./vectors.ts";

/** A symmetric matrix QΛQᵀ. */
export interface Spectrum {
  /** The diagonal of Λ, ascending. */
  readonly values: Vector;
  /** The columns of Q. */
  readonly vectors: readonly Vector[];
}

/** Undefined where an element is not finite. */
export function spectrum(matrix: Matrix): Spectrum | undefined {
  if (!matrix.to1DArray().every(Number.isFinite)) return undefined;
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(matrix, {
    assumeSymmetric: true,
  });
  const order = realEigenvalues
    .map((_, index) => index)
    .sort((a, b) => realEigenvalues[a]! - realEigenvalues[b]!);
  return {
    values: Float64Array.from(order, (index) => realEigenvalues[index]!),
    vectors: order.map((index) => Float64Array.from(eigenvectorMatrix.getColumn(index))),
  };
}

/** Qᵀx */
export const toEigenbasis = ({ vectors }: Spectrum, x: Vector): Vector =>
  Float64Array.from(vectors, (vector) => dot(vector, x));

/** Qy */
export const fromEigenbasis = ({ vectors }: Spectrum, y: Vector): Vector =>
  Float64Array.from(y, (_, row) => vectors.reduce((sum, vector, index) => sum + vector[row]! * y[index]!, 0));
