/** @file The trust-region problem solved exactly, by the eigenvalues of the Hessian. */

import type { Evaluation, Objective } from "../objective.ts";
import type { Vector } from "../parameters.ts";
import { fromEigenbasis, type Spectrum, spectrum, toEigenbasis } from "../symmetric.ts";
import { dot, norm } from "../vectors.ts";
import type { ModelStep, Subproblem } from "./subproblem.ts";

/** Computes the eigenvalues once for each point, whatever radii are tried there. */
export function exactSubproblem(objective: Objective): Subproblem {
  let point: Evaluation | undefined;
  let eigen: Spectrum | undefined;
  return async (here, radius) => {
    if (point !== here) eigen = spectrum(await objective.hessian(here.x));
    point = here;
    return eigen && solveExactly(eigen, here.gradient, radius);
  };
}

/** The least pᵀg + ½pᵀHp with ‖p‖ ≤ radius: p = -(H + μI)⁻¹g for the least μ ≥ 0 that allows it. */
export function solveExactly(eigen: Spectrum, gradient: Vector, radius: number): ModelStep {
  const { values } = eigen;
  const components = toEigenbasis(eigen, gradient);
  // A part of the gradient too small to reach the boundary leaves a zero below it; that is the hard case.
  const shifted = (shift: number): Vector =>
    components.map((component, index) => {
      const curvature = values[index]! + shift;
      return curvature === 0 ? 0 : -component / curvature;
    });
  const newton = shifted(0);
  const inside = values[0]! > 0 && norm(newton) <= radius;
  const solution = inside ? newton : onBoundary(values, { components, shifted, radius });
  const curvature = solution.reduce((sum, value, index) => sum + values[index]! * value * value, 0);
  return { step: fromEigenbasis(eigen, solution), decrease: -dot(components, solution) - curvature / 2 };
}

interface Boundary {
  /** Of the gradient in the basis of eigenvectors. */
  readonly components: Vector;
  /** The step with a multiple of the identity added to the Hessian. */
  readonly shifted: (shift: number) => Vector;
  readonly radius: number;
}

/** Halvings of an interval of numbers that leave nothing of it. */
const MAX_HALVINGS = 200;

/** Bisects for the shift μ > -λ₁ with ‖p(μ)‖ = radius, which falls with μ. */
function onBoundary(values: Vector, { components, shifted, radius }: Boundary): Vector {
  let low = Math.max(0, -values[0]!);
  let high = low + norm(components) / radius;
  for (let count = 0; count < MAX_HALVINGS; count++) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) break;
    if (norm(shifted(middle)) > radius) low = middle;
    else high = middle;
  }
  return reachBoundary(shifted(high), radius);
}

/** The hard case: a gradient without a part along the first eigenvector leaves room, which that direction fills. */
function reachBoundary(step: Vector, radius: number): Vector {
  const missing = radius * radius - dot(step, step);
  if (missing <= 0) return step;
  const [first] = step;
  const along = (first! < 0 ? -1 : 1) * Math.sqrt(first! * first! + missing);
  return step.map((value, index) => (index === 0 ? along : value));
}
