/** @file The iteration of nonlinear least squares: Ceres' trust-region minimiser, for any problem and method. */

import { ArgumentError } from "../../errors.ts";
import type { Vector } from "../parameters.ts";
import { isConverged, type TerminationReason } from "../termination.ts";
import { requireTolerances, type Tolerances } from "../tolerances.ts";
import { advance, type LeastSquaresRow, type State } from "./advance.ts";
import { levenbergMarquardt } from "./levenberg-marquardt.ts";
import type { LeastSquaresMethod, LeastSquaresProblem, LinearModel } from "./problem.ts";

/** Where the search ends. The defaults are those of Ceres; its own step tolerance is a fraction of the length of x. */
export interface LeastSquaresLimits {
  /** 50 by default; 0 evaluates the start alone. */
  readonly maxIterations?: number;
  /** Stops where no entry of the gradient is larger; 1e-10 by default. */
  readonly gradientTolerance?: number;
  /** Stops where the cost would change by this fraction of itself or less; 1e-6 by default. */
  readonly valueTolerance?: number;
  /** Stops where no unknown would change by more than this fraction of itself; 1e-8 by default. */
  readonly stepTolerance?: number;
}

export interface LoopOptions extends LeastSquaresLimits {
  /** What the user called. */
  readonly where: string;
  /** Levenberg-Marquardt by default. */
  readonly method?: LeastSquaresMethod;
  /** Of each unknown; 1/(1 + length of its column of the first Jacobian) by default. */
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

const limitsOf = ({
  maxIterations = 50,
  gradientTolerance = 1e-10,
  valueTolerance = 1e-6,
  stepTolerance = 1e-8,
}: LeastSquaresLimits): Tolerances => ({ maxIterations, gradientTolerance, valueTolerance, stepTolerance });

/** Throws unless limits are numbers that are not negative. */
export const requireLimits = (where: string, limits: LeastSquaresLimits): void =>
  requireTolerances(where, limitsOf(limits));

/**
 * Lowers a sum of squares from a point at which it is defined. The rules and the order of the tests are those of
 * Ceres' trust-region minimiser: a step that meets a tolerance ends the search and is not taken.
 */
export async function minimizeSquares<Model extends LinearModel>(
  problem: LeastSquaresProblem<Model>,
  start: Vector,
  options: LoopOptions,
): Promise<LoopResult<Model>> {
  const limits = limitsOf(options);
  const iterations: LeastSquaresRow[] = [];
  let state = await begin(problem, start, options);
  for (;;) {
    iterations.push(state.row);
    const stop = options.onIteration?.(state.row, state.x) === false;
    const next = stop ? "stopped" : (reasonToStop(state, limits) ?? (await advance(problem, state, limits)));
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
  { where, method = levenbergMarquardt(), scale }: LoopOptions,
): Promise<State<Model>> {
  const cost = await problem.cost(x);
  requireFiniteCost(where, cost);
  const model = await problem.linearize(x);
  const region = method(scale ?? model.columnSquares.map((square) => 1 / (1 + Math.sqrt(square))));
  const { radius } = region;
  const { gradientNorm } = model;
  const row = { iteration: 0, cost, change: 0, gradientNorm, stepNorm: 0, ratio: 0, radius, accepted: true };
  return { x, cost, model, region, moved: false, invalid: 0, row };
}

function requireFiniteCost(where: string, cost: number): void {
  if (Number.isFinite(cost)) return;
  throw new ArgumentError({
    where,
    rule: `the cost must be finite at the start, got ${cost} of finite residuals`,
    fix: "Divide residuals by their size, or mend the loss",
  });
}

function reasonToStop(
  { row, region, invalid }: State<LinearModel>,
  { gradientTolerance, maxIterations }: Tolerances,
): TerminationReason | undefined {
  if (row.gradientNorm <= gradientTolerance) return "gradientTolerance";
  if (row.iteration >= maxIterations) return "maxIterations";
  return region.radius < MIN_RADIUS || invalid >= MAX_INVALID ? "noDecrease" : undefined;
}
