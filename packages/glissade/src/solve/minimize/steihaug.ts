/** @file The trust-region problem by conjugate gradients, without the Hessian. */

import type { Evaluation, Objective } from "../objective.ts";
import type { Vector } from "../parameters.ts";
import { addScaled, dot, negate, norm } from "../vectors.ts";
import type { Subproblem } from "./subproblem.ts";

/** Where conjugate gradients are: the step so far, the gradient of the model there, and the next direction. */
interface State {
  readonly step: Vector;
  readonly residual: Vector;
  readonly direction: Vector;
}

/**
 * Conjugate gradients on Hp = -g until the residual is small enough for Newton's method to converge superlinearly,
 * the curvature is negative or the boundary is reached (Steihaug, "The conjugate gradient
 * method and trust regions in large scale optimization", 1983).
 */
export const steihaugSubproblem =
  (objective: Objective): Subproblem =>
  async (here, radius) => {
    const { gradient } = here;
    const tolerance = Math.min(0.5, Math.sqrt(norm(gradient))) * norm(gradient);
    let state: State = { step: gradient.map(() => 0), residual: gradient, direction: negate(gradient) };
    for (let count = 0; count < 2 * gradient.length && norm(state.residual) > tolerance; count++) {
      const image = await objective.hessianProduct(here.x, state.direction);
      if (!image.every(Number.isFinite)) return undefined;
      const next = advance(state, image, radius);
      state = next.state;
      if (next.stopped) break;
    }
    return { step: state.step, decrease: decreaseOf(here, state) };
  };

/** One step of conjugate gradients; stopped on the boundary. */
function advance({ step, residual, direction }: State, image: Vector, radius: number) {
  const curvature = dot(direction, image);
  const length = dot(residual, residual) / curvature;
  const far = curvature <= 0 || norm(addScaled(step, direction, length)) >= radius;
  const taken = far ? toBoundary(step, direction, radius) : length;
  const next = addScaled(residual, image, taken);
  const beta = dot(next, next) / dot(residual, residual);
  const state: State = {
    step: addScaled(step, direction, taken),
    residual: next,
    direction: addScaled(negate(next), direction, beta),
  };
  return { state, stopped: far };
}

/** τ > 0 with ‖step + τ·direction‖ = radius */
function toBoundary(step: Vector, direction: Vector, radius: number): number {
  const [a, b, c] = [dot(direction, direction), dot(step, direction), dot(step, step) - radius * radius];
  return (-b + Math.sqrt(b * b - a * c)) / a;
}

/** -pᵀg - ½pᵀHp, where the residual is g + Hp */
const decreaseOf = ({ gradient }: Evaluation, { step, residual }: State): number =>
  -(dot(step, gradient) + dot(step, residual)) / 2;
