/** @file When an iteration stops. */

import { requireCount, requireNonNegative } from "../../optim/check.ts";
import type { Evaluation, Objective } from "../objective.ts";
import type { TerminationReason } from "../termination.ts";
import { maxNorm, norm } from "../vectors.ts";
import type { Step } from "./method.ts";

export interface StoppingOptions {
  /** 1000 by default. */
  readonly maxIterations?: number;
  /** Stops where no derivative is larger. */
  readonly gradientTolerance?: number;
  /** Stops where the value changes by no more than this fraction of it; by default four rounding errors. */
  readonly valueTolerance?: number;
  /** Stops where a step is no longer than this fraction of the vector of parameters; by default one rounding error. */
  readonly stepTolerance?: number;
}

export type Stopping = Required<StoppingOptions>;

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
): Stopping {
  requireCount(`${where}({ maxIterations })`, maxIterations);
  const tolerances = { gradientTolerance, valueTolerance, stepTolerance };
  for (const [name, value] of Object.entries(tolerances)) requireNonNegative(`${where}({ ${name} })`, value);
  return { maxIterations, ...tolerances };
}

/** The reason to stop at a point without slope. */
export const smallGradient = (
  { gradient }: Evaluation,
  { gradientTolerance }: Stopping,
): TerminationReason | undefined =>
  maxNorm(gradient) <= gradientTolerance ? "gradientTolerance" : undefined;

/** A reason to stop after a step; a rejected one changes nothing, but may have been too short. */
export function reasonAfter(
  { valueTolerance, stepTolerance }: Stopping,
  here: Evaluation,
  { next, stepNorm }: Step,
): TerminationReason | undefined {
  const scale = Math.max(Math.abs(here.value), Math.abs(next.value));
  const change = Math.abs(here.value - next.value);
  if (next !== here && change <= valueTolerance * scale) return "valueTolerance";
  return stepNorm <= stepTolerance * (norm(here.x) + stepTolerance) ? "stepTolerance" : undefined;
}
