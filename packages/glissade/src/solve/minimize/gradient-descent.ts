/** @file Steepest descent. */

import type { Evaluation } from "../objective.ts";
import type { Vector } from "../parameters.ts";
import { dot, negate, norm, subtract } from "../vectors.ts";
import type { LineSearch } from "./line-search.ts";
import { type Descent, descentMethod, type Method } from "./method.ts";
import { strongWolfe } from "./strong-wolfe.ts";

export interface GradientDescentOptions {
  /** `strongWolfe({ c2: 0.1 })` by default. */
  readonly search?: LineSearch;
}

/** The length of a first step of which nothing is known: that of the gradient, at most 1. */
export const firstStepSize = ({ gradient }: Evaluation): number => Math.min(1, 1 / norm(gradient));

/** The step with the same decrease to first order as the one before. */
export const similarStepSize = (previous: Evaluation, here: Evaluation, direction: Vector): number =>
  dot(subtract(here.x, previous.x), previous.gradient) / dot(here.gradient, direction);

/** d = -∇f(x) */
function steepest(): Descent {
  let previous: Evaluation | undefined;
  return (here) => {
    const direction = negate(here.gradient);
    const stepSize = previous ? similarStepSize(previous, here, direction) : firstStepSize(here);
    previous = here;
    return { direction, stepSize };
  };
}

/**
 * Steepest descent, x ← x - α∇f(x) (Cauchy 1847), with α from a line search or fixed.
 *
 * @example
 * const f = (x: Tensor) => x.square().sum();
 * const { x } = await solve.minimize(f, tensor([3, 4], { dtype: "float64" }), { method: solve.gradientDescent() });
 * await x.data(); // [0, 0]
 */
export const gradientDescent = ({ search = strongWolfe({ c2: 0.1 }) }: GradientDescentOptions = {}): Method =>
  descentMethod({ name: "gradient descent", descent: steepest, search });
