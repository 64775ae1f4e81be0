/** @file Gauss-Newton: steps of the linear model as it is. */

import { withoutArguments } from "../../options/arguments.ts";
import type { Vector } from "../parameters.ts";
import type { LeastSquaresMethod, TrustRegion } from "./problem.ts";

/**
 * Gauss-Newton: x ← x - (JᵀJ)⁻¹Jᵀr, with the step halved while it does not lower the cost enough (Hartley, "The
 * modified Gauss-Newton method for the fitting of non-linear regression functions by least squares", 1961). The radius
 * is the part of the step that is taken.
 *
 * @throws RankError where the columns of J depend on each other.
 *
 * @example
 * const square = (x: Tensor) => x.square();
 * const method = solve.gaussNewton();
 * const { iterations } = await solve.leastSquares(square, tensor([2], { dtype: "float64" }), { method, maxIterations: 2 });
 * iterations.map(({ stepNorm }) => stepNorm); // [0, 1, 0.5]
 */
export const gaussNewton = withoutArguments("gaussNewton", (): LeastSquaresMethod => () => fractionOfStep(1));

const fractionOfStep = (radius: number): TrustRegion => ({
  radius,
  step: ({ gradient, solve }) => scaled(solve(new Float64Array(gradient.length)), radius),
  accepted: () => fractionOfStep(1),
  rejected: () => fractionOfStep(radius / 2),
});

const scaled = (x: Vector, factor: number): Vector => x.map((value) => factor * value);
