/** @file When an iteration stops. */

import type { Evaluation, Objective } from "../objective.ts";
import type { TerminationReason } from "../termination.ts";
import { isNegligible, requireTolerances, type Tolerances } from "../tolerances.ts";
import { maxNorm } from "../vectors.ts";
import type { Step } from "./method.ts";

export interface StoppingOptions {
  /** 1000 by default; 0 evaluates the start alone. */
  readonly maxIterations?: number;
  /** Stops where no derivative is larger, in the unit of f; by default the root of the rounding error of the dtype. */
  readonly gradientTolerance?: number;
  /** Stops where the value changes by no more than this fraction of it; by default four rounding errors. */
  readonly valueTolerance?: number;
  /** Stops where no parameter changes by more than this fraction of itself; by default one rounding error. */
  readonly stepTolerance?: number;
}

/** Fills in what is left out, for the precision of the objective; throws unless all are in their ranges. */
export function stoppingOf(
  where: string,
  { epsilon }: Objective,
  {
    maxIterations = 1000,
    gradientTolerance = Math.sqrt(epsilon),
    valueTolerance = 4 * epsilon,
    stepTolerance = epsilon,
  }: StoppingOptions,
): Tolerances {
  const stopping = { maxIterations, gradientTolerance, valueTolerance, stepTolerance };
  requireTolerances(where, stopping);
  return stopping;
}

/** The reason to stop at a point without slope. */
export const smallGradient = (
  { gradient }: Evaluation,
  { gradientTolerance }: Tolerances,
): TerminationReason | undefined =>
  maxNorm(gradient) <= gradientTolerance ? "gradientTolerance" : undefined;

/** A reason to stop after a step. */
export function reasonAfter(
  { valueTolerance, stepTolerance }: Tolerances,
  here: Evaluation,
  { next, step, confined }: Step,
): TerminationReason | undefined {
  if (confined) return undefined;
  const isShort = isNegligible(step, here.x, stepTolerance);
  if (next === here) return isShort ? "noDecrease" : undefined;
  const scale = Math.max(Math.abs(here.value), Math.abs(next.value));
  if (Math.abs(here.value - next.value) <= valueTolerance * scale) return "valueTolerance";
  return isShort ? "stepTolerance" : undefined;
}
