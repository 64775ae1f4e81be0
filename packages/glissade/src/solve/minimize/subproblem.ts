/** @file The problem inside a trust region: the least point of a quadratic model in a ball. */

import type { Evaluation } from "../objective.ts";
import type { Vector } from "../parameters.ts";

export interface ModelStep {
  readonly step: Vector;
  /** How much lower the model is there. */
  readonly decrease: number;
}

/** The step that makes the model at a point least within the radius; undefined where the Hessian is not finite. */
export type Subproblem = (here: Evaluation, radius: number) => Promise<ModelStep | undefined>;
