/** @file Steepest descent. */

import { optionsReader } from "../../options/kinds.ts";
import type { Evaluation } from "../objective.ts";
import { searchKind } from "../options.ts";
import type { Vector } from "../parameters.ts";
import { dot, negate, norm, subtract } from "../vectors.ts";
import type { LineSearch } from "./line-search.ts";
import { type Descent, descentMethod, type Method } from "./method.ts";
import { strongWolfe } from "./strong-wolfe.ts";

export interface GradientDescentOptions {
  /** `strongWolfe({ c2: 0.1 })` by default. */
  readonly search?: LineSearch;
}

/** Part of x below which rounding hides what a step does. */
const NOTICEABLE = 1e-5;

/** The multiple of the gradient for a step of which nothing is known: its own length, at most 1, but one that shows. */
export function firstStepSize({ x, gradient }: Evaluation): number {
  const length = norm(gradient);
  return Math.max(Math.min(length, 1), NOTICEABLE * norm(x)) / length;
}

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
 * Steepest descent, x ← x - α∇f(x), with α from a line search or fixed (Cauchy, "Méthode générale pour la résolution des
 * systèmes d'équations simultanées", 1847).
 *
 * @example
 * const f = (x: Tensor) => x.square().sum();
 * const { x } = await solve.minimize(f, tensor([3, 4], { dtype: "float64" }), { method: solve.gradientDescent() });
 * await x.data(); // [0, 0]
 */
export function gradientDescent(options: GradientDescentOptions = {}): Method {
  const { search = strongWolfe({ c2: 0.1 }) } = readGradientDescent("gradientDescent", options);
  return descentMethod({ name: "gradient descent", descent: steepest, search });
}

const readGradientDescent = optionsReader<GradientDescentOptions>({ search: searchKind });
