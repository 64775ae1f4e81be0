/** @file The linear model of a dense Jacobian, by its QR factors. */

import { Matrix } from "ml-matrix";
import type { Vector } from "../parameters.ts";
import { dot, maxNorm, norm } from "../vectors.ts";
import { type Box, clip, solveBoxed, times } from "./boxed.ts";
import { largestCosine } from "./convergence.ts";
import { leastStep, scaledBox } from "./least-step.ts";
import type { LinearModel } from "./problem.ts";
import { columnUnits, type RankReport, rankOf, requireFullRank, triangle } from "./rank.ts";
import type { Linearization } from "./robust.ts";

export interface DenseModel extends LinearModel {
  /** R of J = QR. */
  readonly factor: Matrix;
  rank(): RankReport;
}

export interface DenseModelOptions {
  /** Of the unknowns, for errors and reports. */
  readonly names: readonly string[];
  /** The steps that bounds allow. */
  readonly box: Box;
}

const INSTEAD = "Fix one of these parameters, or use levenbergMarquardt()";

/** All that the model needs of m residuals is the triangle of [J, -r]: R and q = -Qᵀr, n rows. */
export function denseModel(
  { residuals, jacobian }: Linearization,
  { names, box }: DenseModelOptions,
): DenseModel {
  const size = names.length;
  const rows = Matrix.from1DArray(residuals.length, size, jacobian);
  const reduced = triangle(rows.addColumn(residuals.map((value) => -value)));
  const factor = reduced.subMatrix(0, size - 1, 0, size - 1);
  const q = Float64Array.from(reduced.getColumn(size)).subarray(0, size);
  const descent = times(factor.transpose(), q);
  const rank = () => rankOf(factor, names, residuals.length);
  return {
    factor,
    rank,
    gradient: descent.map((value) => -value),
    // The decomposition may lose a NaN.
    gradientNorm: jacobian.every(Number.isFinite) ? maxNorm(clip(descent, box)) : Number.NaN,
    cosine: largestCosine(reachable(descent, columnUnits(factor), box), norm(residuals)),
    columnSquares: Float64Array.from(factor.clone().mul(factor).sum("column")),
    undamped: () => leastStep({ factor, q, rows: residuals.length, box }),
    solve(damping) {
      if (damping.every((value) => value === 0)) requireFullRank("gaussNewton", rank(), INSTEAD);
      const diagonal = Matrix.diag([...damping]);
      const a = Matrix.zeros(2 * size, size)
        .setSubMatrix(factor, 0, 0)
        .setSubMatrix(diagonal, size, 0);
      const b = new Float64Array(2 * size);
      b.set(q);
      return solveBoxed({ a, b, box });
    },
    curvature: (step) => {
      const change = times(factor, step);
      return dot(change, change);
    },
    restrict: (step) => clip(step, box),
  };
}

/** The descent for unknowns in which the columns of J have length 1, as far as bounds allow. */
const reachable = (descent: Vector, lengths: Vector, box: Box): Vector =>
  clip(
    descent.map((value, index) => value / lengths[index]!),
    scaledBox(box, lengths),
  );
