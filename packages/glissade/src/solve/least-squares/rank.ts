/** @file The rank of a Jacobian, and the directions of the parameters that it does not determine. */

import { Matrix, QrDecomposition, SingularValueDecomposition } from "ml-matrix";
import { RankError } from "../../errors.ts";
import type { Vector } from "../parameters.ts";
import { norm } from "../vectors.ts";

/** Coefficients of parameters by their names; the largest is 1. Moving along it changes no residual. */
export type NullDirection = Readonly<Record<string, number>>;

export interface RankReport {
  /** How many columns of the Jacobian are independent of each other. */
  readonly rank: number;
  /** How many columns there are. */
  readonly parameters: number;
  /** Of the Jacobian with columns of length 1, so that units do not matter; in descending order. */
  readonly singularValues: readonly number[];
  /** Singular values up to this count as 0: the larger side of the Jacobian times 2⁻⁵² times the largest. */
  readonly tolerance: number;
  /** The largest singular value over the smallest. */
  readonly conditionNumber: number;
  /** As many as the rank is short of the parameters, each with few coefficients. */
  readonly nullDirections: readonly NullDirection[];
}

/** Coefficients of a unit vector that are rounding. */
const NEGLIGIBLE = 1e-8;
const DIGITS = 12;
const MOST_TERMS = 6;
const MOST_DIRECTIONS = 3;

/** The rank of a matrix, or of one whose triangular factor this is, given how many rows that has. */
export function rankOf(jacobian: Matrix, names: readonly string[], rows = jacobian.rows): RankReport {
  const lengths = columnUnits(jacobian);
  const scaled = triangle(jacobian.clone().divRowVector(lengths));
  const decomposition = new SingularValueDecomposition(scaled, { computeLeftSingularVectors: false });
  const singularValues = decomposition.diagonal;
  const [largest, smallest] = [singularValues[0]!, singularValues.at(-1)!];
  const tolerance = Math.max(rows, names.length) * Number.EPSILON * largest;
  const rank = singularValues.filter((value) => value > tolerance).length;
  const directions = decomposition.rightSingularVectors.transpose().to2DArray().slice(rank);
  return {
    rank,
    parameters: names.length,
    singularValues,
    tolerance,
    conditionNumber: smallest === 0 ? Infinity : largest / smallest,
    nullDirections: sparseBasis(directions).map((direction) => nameDirection(direction, lengths, names)),
  };
}

/** Lengths of the columns of a matrix; 1 for one of zeros. */
export const columnUnits = (matrix: Matrix): Vector =>
  Float64Array.from(
    { length: matrix.columns },
    (_, column) => norm(Float64Array.from(matrix.getColumn(column))) || 1,
  );

/** The triangular factor of a QR decomposition; missing rows are 0. */
export function triangle(matrix: Matrix): Matrix {
  const missing = matrix.columns - matrix.rows;
  const tall = missing > 0 ? Matrix.zeros(matrix.columns, matrix.columns).setSubMatrix(matrix, 0, 0) : matrix;
  return new QrDecomposition(tall).upperTriangularMatrix;
}

/** Gauss-Jordan elimination with the largest pivots: rows that span the same space, with more zeros. */
function sparseBasis(rows: readonly (readonly number[])[]): number[][] {
  const basis = rows.map((row) => [...row]);
  for (const row of basis) {
    const pivot = indexOfLargest(row);
    const divisor = row[pivot]!;
    for (const column of row.keys()) row[column]! /= divisor;
    for (const other of basis.filter((each) => each !== row)) {
      const factor = other[pivot]!;
      for (const column of other.keys()) other[column]! -= factor * row[column]!;
    }
  }
  return basis;
}

/** The first of those that are equal but for rounding. */
const indexOfLargest = (row: readonly number[]): number => {
  const sizes = row.map(Math.abs);
  const largest = Math.max(...sizes);
  return sizes.findIndex((size) => size >= largest * (1 - NEGLIGIBLE));
};

/** Back to the units of the parameters, without what is rounding. */
function nameDirection(row: readonly number[], lengths: Vector, names: readonly string[]): NullDirection {
  const coefficients = row.map((value, index) =>
    Math.abs(value) > NEGLIGIBLE ? value / lengths[index]! : 0,
  );
  const largest = coefficients[indexOfLargest(coefficients)]!;
  const entries = names.map(
    (name, index) => [name, Number((coefficients[index]! / largest).toPrecision(DIGITS))] as const,
  );
  return Object.fromEntries(entries.filter(([, coefficient]) => coefficient !== 0));
}

/** A direction as a sum, such as "w[0] - 0.5·w[1]". */
export function formatDirection(direction: NullDirection): string {
  const terms = Object.entries(direction).toSorted(([, a], [, b]) => Math.abs(b) - Math.abs(a));
  const shown = terms.slice(0, MOST_TERMS).map(([name, coefficient], index) => {
    const sign = coefficient < 0 ? (index ? " - " : "-") : index ? " + " : "";
    const size = Number(Math.abs(coefficient).toPrecision(3));
    return `${sign}${size === 1 ? "" : `${size}·`}${name}`;
  });
  return shown.join("") + (terms.length > MOST_TERMS ? ` + ... (${terms.length} terms)` : "");
}

/** Throws unless every parameter is determined. */
export function requireFullRank(
  where: string,
  { rank, parameters, conditionNumber, nullDirections }: RankReport,
  fix: string,
): void {
  if (rank === parameters) return;
  const directions = nullDirections.slice(0, MOST_DIRECTIONS).map(formatDirection).join("; ");
  const more = nullDirections.length > MOST_DIRECTIONS ? `; ... (${nullDirections.length} directions)` : "";
  throw new RankError({
    where,
    rule: `needs a Jacobian of rank ${parameters}, got rank ${rank} with condition number ${conditionNumber.toExponential(1)}: nothing changes along ${directions}${more}`,
    fix,
  });
}
