/** @file Tolerances: their ranges, and when a step is too short to matter. */

import { requireNonNegative, requireWhole } from "../check.ts";
import type { Vector } from "./parameters.ts";

/** What ends the search of every solver. */
export interface Tolerances {
  readonly maxIterations: number;
  readonly gradientTolerance: number;
  readonly valueTolerance: number;
  readonly stepTolerance: number;
}

/** The tolerances that are given, and the defaults of others; throws unless all are numbers that are not negative. */
export function tolerancesOf(where: string, given: Partial<Tolerances>, defaults: Tolerances): Tolerances {
  const maxIterations = given.maxIterations ?? defaults.maxIterations;
  requireWhole(`${where}({ maxIterations })`, maxIterations);
  const toleranceOf = (name: Exclude<keyof Tolerances, "maxIterations">): number => {
    const tolerance = given[name] ?? defaults[name];
    requireNonNegative(`${where}({ ${name} })`, tolerance);
    return tolerance;
  };
  return {
    maxIterations,
    gradientTolerance: toleranceOf("gradientTolerance"),
    valueTolerance: toleranceOf("valueTolerance"),
    stepTolerance: toleranceOf("stepTolerance"),
  };
}

/** Whether a step changes no parameter by more than a fraction of itself: parameters have units of their own. */
export const isNegligible = (step: Vector, x: Vector, tolerance: number): boolean =>
  step.every((change, index) => Math.abs(change) <= tolerance * Math.abs(x[index]!));
