/** @file Tests of convergence of nonlinear least squares, which neither damping nor units can deceive. */

import type { Vector } from "../parameters.ts";
import type { TerminationReason } from "../termination.ts";
import { isNegligible, type Tolerances } from "../tolerances.ts";
import { dot, maxNorm, norm } from "../vectors.ts";
import type { LinearModel } from "./problem.ts";

/** A point, and the linear model there. */
export interface Linearized {
  readonly x: Vector;
  readonly cost: number;
  readonly model: LinearModel;
}

/** ½‖r‖² - ½‖r + Jδ‖² = -gᵀδ - ½‖Jδ‖² */
export const predictedDecrease = ({ gradient, curvature }: LinearModel, step: Vector): number =>
  -dot(gradient, step) - curvature(step) / 2;

/**
 * The tolerance that the undamped step from a point meets, given the damped one: where damping is what makes a step
 * short or its promise small, the search has not arrived. The undamped step is computed where it may matter alone.
 */
export function metTolerance(
  here: Linearized,
  damped: Vector,
  tolerances: Tolerances,
): TerminationReason | undefined {
  if (!metBy(damped, here, tolerances)) return undefined;
  const step = here.model.undamped();
  return step.every(Number.isFinite) ? metBy(step, here, tolerances) : undefined;
}

function metBy(
  step: Vector,
  { x, cost, model }: Linearized,
  { stepTolerance, valueTolerance }: Tolerances,
): TerminationReason | undefined {
  if (isNegligible(step, x, stepTolerance)) return "stepTolerance";
  if (predictedDecrease(model, step) <= valueTolerance * cost) return "valueTolerance";
  return Math.sqrt(model.curvature(step)) <= roundingOf(x, model) ? "rounding" : undefined;
}

/** Rounding errors of a number that the evaluation of a residual adds up. */
const ROUNDINGS = 4;

/** How far rounding each unknown moves the residuals. */
const roundingOf = (x: Vector, { columnSquares }: LinearModel): number =>
  ROUNDINGS * Number.EPSILON * norm(x.map((value, index) => value * Math.sqrt(columnSquares[index]!)));

/** How far rounding moves ½‖r‖². */
export const roundingOfCost = ({ x, cost, model }: Linearized): number =>
  2 * ROUNDINGS * Number.EPSILON * cost + Math.sqrt(2 * cost) * roundingOf(x, model);

/** The largest |gⱼ|/(‖Jⱼ‖‖r‖), given gⱼ/‖Jⱼ‖. */
export const largestCosine = (scaledGradient: Vector, residualNorm: number): number =>
  residualNorm === 0 ? 0 : maxNorm(scaledGradient) / residualNorm;
