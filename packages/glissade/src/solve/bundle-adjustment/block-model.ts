/** @file The linear model of residuals that depend on a few unknowns each. */

import { largestCosine } from "../least-squares/convergence.ts";
import type { LinearModel } from "../least-squares/problem.ts";
import type { Linearization } from "../least-squares/robust.ts";
import type { Vector } from "../parameters.ts";
import { dot, maxNorm, norm } from "../vectors.ts";
import type { BlockPattern, Elimination } from "./elimination.ts";
import { RESIDUALS, schurStep } from "./schur.ts";

/** Of the lengths of columns: without it the gauge makes JᵀJ singular, and with less of it rounding does. */
const LEAST_DAMPING = 1e-5;

/** ½‖r + Jδ‖² for a Jacobian that holds the derivatives of each observation for its own unknowns. */
export function blockModel(
  pattern: BlockPattern,
  elimination: Elimination,
  rows: Linearization,
): LinearModel {
  const { residuals, jacobian } = rows;
  const gradient = sumByUnknown(pattern, jacobian, (entry, row) => entry * residuals[row]!);
  const columnSquares = sumByUnknown(pattern, jacobian, (entry) => entry ** 2);
  const lengths = columnSquares.map((square) => Math.sqrt(square) || 1);
  return {
    gradient,
    gradientNorm: maxNorm(gradient),
    cosine: largestCosine(
      gradient.map((value, index) => value / lengths[index]!),
      norm(residuals),
    ),
    columnSquares,
    undamped: () =>
      schurStep(
        elimination,
        rows,
        lengths.map((length) => LEAST_DAMPING * length),
      ),
    solve: (damping) => schurStep(elimination, rows, damping),
    restrict: (step) => step,
    curvature(step) {
      const change = new Float64Array(residuals.length);
      visit(pattern, jacobian, (entry, row, unknown) => {
        change[row]! += entry * step[unknown]!;
      });
      return dot(change, change);
    },
  };
}

function sumByUnknown(
  pattern: BlockPattern,
  jacobian: Vector,
  term: (entry: number, row: number) => number,
): Vector {
  const sums = new Float64Array(pattern.size);
  visit(pattern, jacobian, (entry, row, unknown) => {
    sums[unknown]! += term(entry, row);
  });
  return sums;
}

/** Calls with each derivative for an unknown. */
function visit(
  { columns, width }: BlockPattern,
  jacobian: Vector,
  call: (entry: number, row: number, unknown: number) => void,
): void {
  for (let row = 0, at = 0; at < jacobian.length; row++) {
    const start = Math.floor(row / RESIDUALS) * width;
    for (let j = 0; j < width; j++, at++) {
      const unknown = columns[start + j]!;
      if (unknown >= 0) call(jacobian[at]!, row, unknown);
    }
  }
}
