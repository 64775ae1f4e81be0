/** @file Tests of convergence of minimisation. */

import { type Evaluation, isFeasible, type Objective } from "../objective.ts";
import type { Vector } from "../parameters.ts";
import type { TerminationReason } from "../termination.ts";
import { isNegligible, type Tolerances, tolerancesOf } from "../tolerances.ts";
import { addScaled, dot, maxNorm, norm } from "../vectors.ts";
import { STILL_STEEP } from "./line-search.ts";
import type { Step } from "./method.ts";

export interface StoppingOptions {
  /** 1000 by default; 0 evaluates the start alone. */
  readonly maxIterations?: number;
  /**
   * Stops where no derivative is larger, in the unit of f; by default the root of the rounding error of the dtype, times
   * the size of f where that is small: the largest derivative so far or the value over the parameters, at most 1.
   */
  readonly gradientTolerance?: number;
  /**
   * Stops where the value changes by no more than this fraction of it, unless something other than the function keeps
   * the step short; by default four rounding errors.
   */
  readonly valueTolerance?: number;
  /** The same for the change of every parameter; by default one rounding error. */
  readonly stepTolerance?: number;
}

/** Fills in what is left out, for the precision of the objective. */
export function stoppingOf({ epsilon }: Objective, options: StoppingOptions): Tolerances {
  return tolerancesOf(options, {
    maxIterations: 1000,
    gradientTolerance: Math.sqrt(epsilon),
    valueTolerance: 4 * epsilon,
    stepTolerance: epsilon,
  });
}

/** The size of derivatives where the function is small, given the largest that was seen; at most 1. */
export const slopeScale = ({ x, value }: Evaluation, steepest: number): number =>
  Math.min(1, Math.max(steepest, Math.abs(value) / maxNorm(x) || 0));

/** The reason to stop at a point without slope. */
export const smallGradient = (
  { gradient }: Evaluation,
  { gradientTolerance }: Tolerances,
): TerminationReason | undefined =>
  maxNorm(gradient) <= gradientTolerance ? "gradientTolerance" : undefined;

/**
 * A reason to stop after a step. A tolerance for the value or the step counts where second derivatives set the length
 * of the step, or where it left less of the slope along it: a step that the learning rate, the line search or the trust
 * region kept short says nothing about the way that is left.
 */
export function reasonAfter(
  { valueTolerance, stepTolerance }: Tolerances,
  here: Evaluation,
  { next, step, isFull }: Step,
): TerminationReason | undefined {
  if (next === here) return isHopeless(step, here, stepTolerance) ? "noDecrease" : undefined;
  if (!isFull && !isLessSteep(here, next, step)) return maxNorm(step) === 0 ? "noDecrease" : undefined;
  const scale = Math.max(Math.abs(here.value), Math.abs(next.value));
  if (Math.abs(here.value - next.value) <= valueTolerance * scale) return "valueTolerance";
  return isNegligible(step, here.x, stepTolerance) ? "stepTolerance" : undefined;
}

const isLessSteep = (here: Evaluation, next: Evaluation, step: Vector): boolean =>
  Math.abs(dot(next.gradient, step)) < STILL_STEEP * Math.abs(dot(here.gradient, step));

const isHopeless = (step: Vector, { x }: Evaluation, tolerance: number): boolean =>
  isNegligible(step, x, tolerance) || maxNorm(step) <= tolerance ** 2;

/**
 * The reason for an end: a search that can go nowhere has arrived, but for rounding, where the function rises again
 * along its gradient within a distance of half the digits of x.
 */
export async function settledReason(
  objective: Objective,
  { here: { x, gradient }, reason }: { readonly here: Evaluation; readonly reason: TerminationReason },
): Promise<TerminationReason> {
  if (reason !== "lineSearchFailed" && reason !== "noDecrease") return reason;
  const distance = Math.sqrt(objective.epsilon) * (norm(x) || 1);
  const beyond = await objective.evaluate(addScaled(x, gradient, -distance / norm(gradient)));
  return isFeasible(beyond) && dot(beyond.gradient, gradient) <= 0 ? "rounding" : reason;
}
