/** @file The iteration of a method, from a point to the reason to stop. */

import { ArgumentError } from "../../errors.ts";
import { type Evaluation, isFeasible, type Objective } from "../objective.ts";
import { formatPoint, type ParameterSpace, type Vector } from "../parameters.ts";
import type { TerminationReason } from "../termination.ts";
import type { Tolerances } from "../tolerances.ts";
import { maxNorm, norm } from "../vectors.ts";
import type { Method } from "./method.ts";
import { reasonAfter, type StoppingOptions, stoppingOf } from "./stopping.ts";

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
  { where, objective, space, method, arrived }: Task<Params>,
  start: Vector,
  { onIteration, ...options }: IterationOptions<Params>,
): Promise<Path> {
  const stopping = stoppingOf(where, objective, options);
  const step = method.start(objective);
  const iterations: IterationRow[] = [];
  const record = (row: IterationRow, here: Evaluation): TerminationReason | undefined => {
    iterations.push(row);
    if (onIteration?.(row, space.toTree(here.x)) === false) return "stopped";
    return arrived(here, stopping);
  };
  let here = await objective.evaluate(start);
  requireFeasible(where, space.names, here);
  let reason = record(rowOf(objective, here), here);
  while (reason === undefined) {
    if (iterations.length > stopping.maxIterations) return { here, iterations, reason: "maxIterations" };
    const taken = await step(here);
    if (typeof taken === "string") return { here, iterations, reason: taken };
    const { next, step: move, measures } = taken;
    if (!isFeasible(next)) return { here, iterations, reason: "notFinite" };
    const change = { iteration: iterations.length, change: here.value - next.value, stepNorm: norm(move) };
    const row = { ...rowOf(objective, next), ...change, ...measures };
    reason = record(row, next) ?? reasonAfter(stopping, here, taken);
    here = next;
  }
  return { here, iterations, reason };
}

const rowOf = ({ evaluations }: Objective, { value, gradient }: Evaluation): IterationRow => ({
  iteration: 0,
  value,
  change: 0,
  gradientNorm: maxNorm(gradient),
  stepNorm: 0,
  evaluations: evaluations(),
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
