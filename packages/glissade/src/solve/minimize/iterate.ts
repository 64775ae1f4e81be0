/** @file The iteration of a method, from a point to the reason to stop. */

import { ArgumentError } from "../../errors.ts";
import { type Evaluation, isFeasible, type Objective } from "../objective.ts";
import { formatPoint, type ParameterSpace, type Vector } from "../parameters.ts";
import type { TerminationReason } from "../termination.ts";
import type { Tolerances } from "../tolerances.ts";
import { maxNorm, norm } from "../vectors.ts";
import type { Method, Step } from "./method.ts";
import { reasonAfter, type StoppingOptions, slopeScale, stoppingOf } from "./stopping.ts";

/** One iteration, as the table shows it. */
export interface IterationRow {
  /** 0 for the start. */
  readonly iteration: number;
  readonly value: number;
  /** How much lower that is than before; 0 for a rejected step. */
  readonly change: number;
  /** The largest absolute derivative. */
  readonly gradientNorm: number;
  /** Distance to the point that was tried. */
  readonly stepNorm: number;
  /** Of the value with its gradient, so far. */
  readonly evaluations: number;
  /** Multiple of the direction, for methods with a line search. */
  readonly stepSize?: number;
  /** For methods with a trust region, after the step. */
  readonly radius?: number;
}

export interface IterationOptions<Params> extends StoppingOptions {
  /** Sees each iteration and its point; `false` stops. */
  readonly onIteration?: (row: IterationRow, x: Params) => unknown;
}

/** What is being solved. */
export interface Task<Params> {
  /** What the user called. */
  readonly where: string;
  readonly objective: Objective;
  readonly space: ParameterSpace<Params>;
  readonly method: Method;
  /** A reason to stop at a point, wherever the step to it came from. */
  readonly arrived: (here: Evaluation, stopping: Tolerances) => TerminationReason | undefined;
}

export interface Path {
  /** The last point. */
  readonly here: Evaluation;
  readonly iterations: readonly IterationRow[];
  readonly reason: TerminationReason;
}

/** Steps from the start until there is a reason to stop; throws where the function is not finite at the start. */
export async function iterate<Params>(
  task: Task<Params>,
  start: Vector,
  { onIteration, ...options }: IterationOptions<Params>,
): Promise<Path> {
  const { where, objective, space, method } = task;
  const stopping = stoppingOf(objective, options);
  const arrived = arrivalTest(task, stopping, options);
  const step = method.start(objective);
  const iterations: IterationRow[] = [];
  const record = (row: IterationRow, here: Evaluation): TerminationReason | undefined => {
    iterations.push(row);
    return onIteration?.(row, space.toTree(here.x)) === false ? "stopped" : arrived(here);
  };
  let here = await objective.evaluate(start);
  requireFeasible(where, space.names, here);
  let reason = record(rowOf(objective, here), here);
  while (reason === undefined) {
    const taken = iterations.length > stopping.maxIterations ? "maxIterations" : await step(here);
    if (typeof taken === "string") {
      reason = taken;
    } else if (!isFeasible(taken.next)) {
      reason = "notFinite";
    } else {
      reason = record(rowAfter(objective, { here, taken, iteration: iterations.length }), taken.next);
      reason ??= reasonAfter(stopping, here, taken);
      here = taken.next;
    }
  }
  return { here, iterations, reason };
}

/** Whether a point has what is asked for, with the default tolerance of the gradient in proportion to the function. */
function arrivalTest<Params>(
  { arrived }: Task<Params>,
  stopping: Tolerances,
  { gradientTolerance }: StoppingOptions,
): (here: Evaluation) => TerminationReason | undefined {
  if (gradientTolerance !== undefined) return (here) => arrived(here, stopping);
  let steepest = 0;
  return (here) => {
    steepest = Math.max(steepest, maxNorm(here.gradient));
    const inProportion = stopping.gradientTolerance * slopeScale(here, steepest);
    return arrived(here, { ...stopping, gradientTolerance: inProportion });
  };
}

const rowOf = ({ evaluations }: Objective, { value, gradient }: Evaluation): IterationRow => ({
  iteration: 0,
  value,
  change: 0,
  gradientNorm: maxNorm(gradient),
  stepNorm: 0,
  evaluations: evaluations(),
});

interface Moved {
  readonly here: Evaluation;
  readonly taken: Step;
  readonly iteration: number;
}

const rowAfter = (
  objective: Objective,
  { here, taken: { next, step, measures }, iteration }: Moved,
): IterationRow => ({
  ...rowOf(objective, next),
  iteration,
  change: here.value - next.value,
  stepNorm: norm(step),
  ...measures,
});

function requireFeasible(where: string, names: readonly string[], here: Evaluation): void {
  if (isFeasible(here)) return;
  const { value, gradient, x } = here;
  const at = gradient.findIndex((derivative) => !Number.isFinite(derivative));
  const got = Number.isFinite(value) ? `the derivative ${gradient[at]} for ${names[at]}` : `f = ${value}`;
  throw new ArgumentError({
    where: `${where}(f, x0)`,
    rule: `needs a feasible start, where f and its derivatives are finite, got ${got} at ${formatPoint(names, x)}`,
    fix: "Start elsewhere, or write f so that it is defined there",
  });
}
