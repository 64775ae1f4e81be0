import type { Vector } from "./parameters.ts";

/** What ends the search of every solver. */
export interface Tolerances {
  readonly maxIterations: number;
  readonly gradientTolerance: number;
  readonly valueTolerance: number;
  readonly stepTolerance: number;
}

/** The tolerances that are given, and the defaults of others. */
export const tolerancesOf = (given: Partial<Tolerances>, defaults: Tolerances): Tolerances => ({
  maxIterations: given.maxIterations ?? defaults.maxIterations,
  gradientTolerance: given.gradientTolerance ?? defaults.gradientTolerance,
  valueTolerance: given.valueTolerance ?? defaults.valueTolerance,
  stepTolerance: given.stepTolerance ?? defaults.stepTolerance,
});

/** Whether a step changes no parameter by more than a fraction of itself: parameters have units of their own. */
export const isNegligible = (step: Vector, x: Vector, tolerance: number): boolean =>
  step.every((change, index) => Math.abs(change) <= tolerance * Math.abs(x[index]!));
