/** @file The iteration of nonlinear least squares: Ceres' trust-region minimiser, for any problem and method. */

import { ArgumentError } from "../../errors.ts";
import type { Vector } from "../parameters.ts";
import { isConverged, type TerminationReason } from "../termination.ts";
import type { Tolerances } from "../tolerances.ts";
import { advance, type LeastSquaresRow, type State } from "./advance.ts";
import type { Linearized } from "./convergence.ts";
import { levenbergMarquardt } from "./levenberg-marquardt.ts";
import type { LeastSquaresMethod, LeastSquaresProblem, LinearModel } from "./problem.ts";

/** Where the search ends. Tolerances judge the undamped step, and none depends on the units of anything. */
export interface LeastSquaresLimits {
  /** 1000 by default, 50 for bundle adjustment; 0 evaluates the start alone. */
  readonly maxIterations?: number;
  /**
   * Stops where no cosine of an angle between the residuals and a column of the Jacobian is larger; 1e-14 by default,
   * 1e-10 for bundle adjustment.
   */
  readonly gradientTolerance?: number;
  /**
   * Stops where the linear model promises to lower the cost by no more than this fraction of it; 1e-20 by default, 1e-6
   * for bundle adjustment.
   */
  readonly valueTolerance?: number;
  /**
   * Stops where the step would change no unknown by more than this fraction of itself; 1e-14 by default, 1e-8 for
   * bundle adjustment.
   */
  readonly stepTolerance?: number;
}

export interface LoopOptions {
  /** What the user called. */
  readonly where: string;
  readonly tolerances: Tolerances;
  /** Levenberg-Marquardt by default. */
  readonly method?: LeastSquaresMethod;
  /** Of each unknown; from the first Jacobian by default. */
  readonly scale?: Vector;
  /** Sees each iteration and the point that is kept; `false` stops. */
  readonly onIteration?: (row: LeastSquaresRow, x: Vector) => unknown;
}

export interface LoopResult<Model extends LinearModel> {
  readonly x: Vector;
  readonly cost: number;
  /** The linear model at x. */
  readonly model: Model;
  readonly iterations: readonly LeastSquaresRow[];
  readonly reason: TerminationReason;
  readonly converged: boolean;
}

const MIN_RADIUS = 1e-32;
const MAX_INVALID = 5;

/**
 * Lowers a sum of squares from a point at which it is defined, by the rules of Ceres' trust-region minimiser. A step
 * that meets a tolerance ends the search and is not taken.
 */
export async function minimizeSquares<Model extends LinearModel>(
  problem: LeastSquaresProblem<Model>,
  start: Vector,
  { tolerances, onIteration, ...options }: LoopOptions,
): Promise<LoopResult<Model>> {
  const iterations: LeastSquaresRow[] = [];
  let state = await begin(problem, start, options);
  for (;;) {
    iterations.push(state.row);
    const stop = onIteration?.(state.row, state.x) === false;
    const next = stop
      ? "stopped"
      : (reasonToStop(state, tolerances) ?? (await advance(problem, state, tolerances)));
    if (typeof next === "string") {
      const { x, cost, model } = state;
      return { x, cost, model, iterations, reason: next, converged: isConverged(next) };
    }
    state = next;
  }
}

async function begin<Model extends LinearModel>(
  problem: LeastSquaresProblem<Model>,
  x: Vector,
  { where, method = levenbergMarquardt(), scale }: Pick<LoopOptions, "where" | "method" | "scale">,
): Promise<State<Model>> {
  const cost = await problem.cost(x);
  requireFiniteCost(where, cost);
  const model = await problem.linearize(x);
  const region = method(scale ?? defaultScale({ x, cost, model }));
  const { radius } = region;
  const { gradientNorm } = model;
  const row = { iteration: 0, cost, change: 0, gradientNorm, stepNorm: 0, ratio: 0, radius, accepted: true };
  return { x, cost, model, region, invalid: 0, row };
}

/** What a change of an unknown by its own size counts at least, in lengths of the first residuals. */
const LEAST_WEIGHT = 0.05;

/** Steps are measured by what they do to the residuals; where that is little at the start, by the size of unknowns. */
const defaultScale = ({ x, cost, model }: Linearized): Vector =>
  x.map((value, index) => {
    const bySize = value === 0 ? 0 : (LEAST_WEIGHT * Math.sqrt(2 * cost)) / Math.abs(value);
    return 1 / (bySize + Math.sqrt(model.columnSquares[index]!) || 1);
  });

function requireFiniteCost(where: string, cost: number): void {
  if (Number.isFinite(cost)) return;
  throw new ArgumentError({
    where,
    rule: `the cost must be finite at the start, got ${cost} of finite residuals`,
    fix: "Divide residuals by their size, or mend the loss",
  });
}

function reasonToStop(
  { row, model, region, invalid }: State<LinearModel>,
  { gradientTolerance, maxIterations }: Tolerances,
): TerminationReason | undefined {
  if (model.cosine <= gradientTolerance) return "gradientTolerance";
  if (row.iteration >= maxIterations) return "maxIterations";
  return region.radius < MIN_RADIUS || invalid >= MAX_INVALID ? "noDecrease" : undefined;
}
