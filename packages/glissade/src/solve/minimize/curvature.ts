/** @file The curvature along a step, from the gradients at both ends. */

import type { Evaluation } from "../objective.ts";
import type { Vector } from "../parameters.ts";
import { dot, norm, subtract } from "../vectors.ts";

export interface CurvaturePair {
  /** The step. */
  readonly s: Vector;
  /** The change of the gradient, about the Hessian times s. */
  readonly y: Vector;
  /** 1/sᵀy */
  readonly rho: number;
  /** sᵀy/yᵀy, an estimate of the eigenvalues of the inverse Hessian (Nocedal and Wright, "Numerical Optimization", 2006, (7.20)). */
  readonly scale: number;
}

/** Undefined where the curvature along the step is not positive, which no convex model can have. */
export function curvatureOf(previous: Evaluation, here: Evaluation): CurvaturePair | undefined {
  const s = subtract(here.x, previous.x);
  const y = subtract(here.gradient, previous.gradient);
  const product = dot(s, y);
  if (!(product > Number.EPSILON * norm(s) * norm(y))) return undefined;
  return { s, y, rho: 1 / product, scale: product / dot(y, y) };
}
