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

/** Throws unless all are numbers that are not negative. */
export function requireTolerances(where: string, { maxIterations, ...tolerances }: Tolerances): void {
  requireWhole(`${where}({ maxIterations })`, maxIterations);
  for (const [name, value] of Object.entries(tolerances)) requireNonNegative(`${where}({ ${name} })`, value);
}

/** Whether a step changes no parameter by more than a fraction of itself: parameters have units of their own. */
export const isNegligible = (step: Vector, x: Vector, tolerance: number): boolean =>
  step.every((change, index) => Math.abs(change) <= tolerance * (Math.abs(x[index]!) + tolerance));
