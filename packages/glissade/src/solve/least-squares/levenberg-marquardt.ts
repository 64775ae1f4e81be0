/** @file Levenberg-Marquardt: steps of a damped linear model. */

import { kind, optionsReader } from "../../options/kinds.ts";
import { positives } from "../../options/ranges.ts";
import type { Vector } from "../parameters.ts";
import type { LeastSquaresMethod, TrustRegion } from "./problem.ts";

export interface LevenbergMarquardtOptions {
  /** μ, one over the damping, of the first step: without unit; 10000 by default. */
  readonly radius?: number;
}

const MAX_RADIUS = 1e16;
const [MIN_DIAGONAL, MAX_DIAGONAL] = [1e-6, 1e32];

/**
 * Levenberg-Marquardt (Levenberg, "A method for the solution of certain non-linear problems in least squares", 1944;
 * Marquardt, "An algorithm for least-squares estimation of nonlinear parameters", 1963): δ makes
 * ½‖r + Jδ‖² + ½‖Dδ‖² least, D² = diag(JᵀJ)/μ in scaled unknowns. A step with ratio ρ makes the radius
 * μ/max(⅓, 1 - (2ρ - 1)³) (Nielsen, "Damping parameter in Marquardt's method", 1999); rejected ones divide it by 2, 4, 8,
 * ... as in Ceres.
 *
 * @example
 * const line = (x: Tensor) => x.sub(10);
 * const method = solve.levenbergMarquardt({ radius: 1 });
 * const { iterations } = await solve.leastSquares(line, tensor([0.5], { dtype: "float64" }), { method });
 * iterations[1]!.stepNorm; // 4.75
 */
export function levenbergMarquardt(options: LevenbergMarquardtOptions = {}): LeastSquaresMethod {
  const { radius = 1e4 } = readLevenbergMarquardt("levenbergMarquardt", options);
  return (scale) => damped(scale, radius, 2);
}

const readLevenbergMarquardt = optionsReader<LevenbergMarquardtOptions>({ radius: kind.within(positives) });

const damped = (scale: Vector, radius: number, divisor: number): TrustRegion => ({
  radius,
  // At the largest radius the damping is gone, or residuals that vanish to second order would never be reached.
  step: ({ columnSquares, solve, undamped }) =>
    radius < MAX_RADIUS
      ? solve(scaledDiagonal(columnSquares, scale).map((d) => d / Math.sqrt(radius)))
      : undamped(),
  accepted: ({ ratio }) =>
    damped(scale, Math.min(MAX_RADIUS, radius / Math.max(1 / 3, 1 - (2 * ratio - 1) ** 3)), 2),
  rejected: () => damped(scale, radius / divisor, 2 * divisor),
});

/** √diag(JᵀJ) of the scaled unknowns y = x/scale, within limits, as lengths in x. */
export const scaledDiagonal = (columnSquares: Vector, scale: Vector): Vector =>
  columnSquares.map((square, index) => {
    const scaled = square * scale[index]! ** 2;
    return Math.sqrt(Math.min(Math.max(scaled, MIN_DIAGONAL), MAX_DIAGONAL)) / scale[index]!;
  });
