/** @file Methods of minimisation: steppers from point to point, and those that search along the directions of a descent. */

import type { Evaluation, Objective } from "../objective.ts";
import type { Vector } from "../parameters.ts";
import type { TerminationReason } from "../termination.ts";
import { subtract } from "../vectors.ts";
import { type LineSearch, lineFrom } from "./line-search.ts";

/** What a step led to; `next` is the same evaluation again where it was rejected. */
export interface Step {
  readonly next: Evaluation;
  /** To the point that was tried. */
  readonly step: Vector;
  /** Whether second derivatives alone set its length: then a short step means that little of the way is left. */
  readonly isFull?: boolean;
  /** What the iteration table shows besides: the multiple of the direction, or the radius of the trust region. */
  readonly measures: Readonly<Record<string, number>>;
}

/** One run of a method, with its memory: from each point to the next, or why there is none. */
export type Stepper = (here: Evaluation) => Promise<Step | TerminationReason>;

/** How a function is minimised; made by `lbfgs()`, `newton()` and the like. */
export interface Method {
  readonly name: string;
  /** Begins a run. */
  start(objective: Objective): Stepper;
}

/** Where to look for the next point, and the multiple of the direction to try first. */
export interface Direction {
  readonly direction: Vector;
  readonly stepSize: number;
  /** Whether second derivatives give the direction its length. */
  readonly isNewton?: boolean;
}

/** One run of a descent, with its memory: the direction at each point that it is shown. */
export type Descent = (here: Evaluation) => Direction | Promise<Direction>;

export interface DescentMethod {
  readonly name: string;
  /** Begins a run, or begins again where the memory led astray. */
  readonly descent: (objective: Objective) => Descent;
  readonly search: LineSearch;
}

/** Searches along each direction of a descent; where that fails, once more without the descent's memory. */
export function descentMethod({ name, descent: begin, search }: DescentMethod): Method {
  return {
    name,
    start(objective) {
      let descent: Descent | undefined;
      return async (here) => {
        const kept = descent && (await stepAlong(objective, { here, search, descent }));
        if (typeof kept === "object") return kept;
        descent = begin(objective);
        return stepAlong(objective, { here, search, descent });
      };
    },
  };
}

interface Attempt {
  readonly here: Evaluation;
  readonly descent: Descent;
  readonly search: LineSearch;
}

async function stepAlong(
  objective: Objective,
  { here, descent, search }: Attempt,
): Promise<Step | TerminationReason> {
  const { direction, stepSize: first, isNewton = false } = await descent(here);
  if (!direction.every(Number.isFinite)) return "notFinite";
  const found = await search(lineFrom(objective, here, direction), first);
  if (!found) return "lineSearchFailed";
  const { evaluation, stepSize } = found;
  const step = subtract(evaluation.x, here.x);
  return { next: evaluation, step, isFull: isNewton && stepSize === 1, measures: { stepSize } };
}
