/** @file Lines through a point, and the simplest searches along them. */

import { requirePositive } from "../../graph/operand-checks.ts";
import { kind, optionsReader } from "../../options/kinds.ts";
import { fractions } from "../../options/ranges.ts";
import { type Evaluation, noiseAt, type Objective } from "../objective.ts";
import type { Vector } from "../parameters.ts";
import { addScaled, dot } from "../vectors.ts";

/** φ(α) = f(x + αd), and what is known of f there. */
export interface Trial {
  /** α */
  readonly stepSize: number;
  /** φ(α); infinite where φ or φ' is not finite. */
  readonly value: number;
  /** φ'(α) */
  readonly slope: number;
  readonly evaluation: Evaluation;
}

export interface Line {
  /** At α = 0. */
  readonly start: Trial;
  /** How far rounding may move a value that is close to that at the start. */
  readonly noise: number;
  at(stepSize: number): Promise<Trial>;
}

/** Finds a step along the line, given the first one to try; undefined where there is none. */
export type LineSearch = (line: Line, stepSize: number) => Promise<Trial | undefined>;

export function lineFrom(objective: Objective, here: Evaluation, direction: Vector): Line {
  const trialAt = (stepSize: number, evaluation: Evaluation): Trial => {
    const slope = dot(evaluation.gradient, direction);
    const value = Number.isFinite(slope) && Number.isFinite(evaluation.value) ? evaluation.value : Infinity;
    return { stepSize, value, slope, evaluation };
  };
  return {
    start: trialAt(0, here),
    noise: noiseAt(objective, here),
    at: async (stepSize) =>
      trialAt(stepSize, await objective.evaluate(addScaled(here.x, direction, stepSize))),
  };
}

/** Part of the slope that is left where a step was long enough to matter. */
export const STILL_STEEP = 0.9;

/**
 * φ(α) ≤ φ(0) + c₁αφ'(0), but for rounding where the slope tells that the step did something (Hager and Zhang, "A new
 * conjugate gradient method with guaranteed descent and an efficient line search", 2005): a step that changes nothing is
 * no decrease.
 */
export function decreases({ start, noise }: Line, { stepSize, value, slope }: Trial, c1: number): boolean {
  const allowed = start.value + c1 * stepSize * start.slope;
  if (value < start.value && value <= allowed) return true;
  return slope > STILL_STEEP * start.slope && value <= allowed + noise;
}

export interface BacktrackingOptions {
  /** Part of the decrease that the slope promises, in (0, 1); 0.0001 by default. */
  readonly c1?: number;
  /** Factor of a step that was too long, in (0, 1); 0.5 by default. */
  readonly shrink?: number;
  /** Steps to try; 60 by default. */
  readonly maxTrials?: number;
}

/**
 * Shortens the step until f(x + αd) ≤ f(x) + c₁α·dᵀ∇f(x) (Armijo, "Minimization of functions having Lipschitz continuous
 * first partial derivatives", 1966).
 *
 * @example
 * const f = (x: Tensor) => x.square().sum();
 * const method = solve.gradientDescent({ search: solve.backtracking({ shrink: 0.8 }) });
 * const { converged } = await solve.minimize(f, tensor([1, 2, 3], { dtype: "float64" }), { method });
 * converged; // true
 */
export function backtracking(options: BacktrackingOptions = {}): LineSearch {
  const { c1 = 1e-4, shrink = 0.5, maxTrials = 60 } = readBacktracking("backtracking", options);
  return async (line, first) => {
    if (!(line.start.slope < 0)) return undefined;
    for (let trial = 0; trial < maxTrials; trial++) {
      const found = await line.at(first * shrink ** trial);
      if (decreases(line, found, c1)) return found;
    }
    return undefined;
  };
}

const readBacktracking = optionsReader<BacktrackingOptions>({
  c1: kind.within(fractions),
  shrink: kind.within(fractions),
  maxTrials: kind.count,
});

/**
 * The same multiple of every direction, uphill or down: the learning rate of plain gradient descent, or 1 for the pure
 * step of Newton.
 *
 * @example
 * const f = (x: Tensor) => x.square().mul(6).sub(x.mul(12)).add(3);
 * const method = solve.gradientDescent({ search: solve.fixedStep(0.03) });
 * const { x } = await solve.minimize(f, tensor(-0.9, { dtype: "float64" }), { method, maxIterations: 15 });
 * await x.item(); // 0.9976479
 */
export function fixedStep(stepSize: number): LineSearch {
  requirePositive("fixedStep(stepSize)", stepSize);
  return (line) => line.at(stepSize);
}
