/** @file One iteration of nonlinear least squares: a step, taken or rejected. */

import type { Vector } from "../parameters.ts";
import type { TerminationReason } from "../termination.ts";
import type { Tolerances } from "../tolerances.ts";
import { dot, norm, subtract } from "../vectors.ts";
import { metTolerance, predictedDecrease, roundingOfCost } from "./convergence.ts";
import type { LeastSquaresProblem, LinearModel, TrustRegion } from "./problem.ts";

export interface LeastSquaresRow {
  readonly iteration: number;
  /** At the point that was tried. */
  readonly cost: number;
  /** By how much that is lower than before. */
  readonly change: number;
  /** Largest absolute entry of the gradient at the point that is kept. */
  readonly gradientNorm: number;
  readonly stepNorm: number;
  /** Decrease of the cost over the decrease that the linear model predicted. */
  readonly ratio: number;
  /** Of the trust region after the step. */
  readonly radius: number;
  readonly accepted: boolean;
}

/** Where the search is. */
export interface State<Model> {
  readonly x: Vector;
  readonly cost: number;
  readonly model: Model;
  readonly region: TrustRegion;
  /** For how many steps in a row the model has predicted no decrease. */
  readonly invalid: number;
  readonly row: LeastSquaresRow;
}

/** A step, and what it made of the cost. */
interface Tried extends Pick<LeastSquaresRow, "cost" | "change" | "ratio"> {
  /** As far as bounds allow. */
  readonly step: Vector;
}

/** Ceres' min_relative_decrease. */
const MIN_RATIO = 1e-3;

/** The state after the next step, or the tolerance that the step meets. */
export async function advance<Model extends LinearModel>(
  problem: LeastSquaresProblem<Model>,
  state: State<Model>,
  tolerances: Tolerances,
): Promise<State<Model> | TerminationReason> {
  const step = state.region.step(state.model);
  const met = metTolerance(state, step, tolerances);
  if (met) return met;
  const predicted = predictedDecrease(state.model, step);
  if (predicted > 0) return tryStep(problem, state, { step, predicted });
  const moved = subtract(problem.move(state.x, step), state.x);
  const untried = { cost: state.cost, change: 0, step: moved, ratio: 0 };
  return { ...reject(state, untried), invalid: state.invalid + 1 };
}

interface Promised {
  readonly step: Vector;
  /** The decrease of the linear model. */
  readonly predicted: number;
}

async function tryStep<Model extends LinearModel>(
  problem: LeastSquaresProblem<Model>,
  state: State<Model>,
  { step, predicted }: Promised,
): Promise<State<Model>> {
  const x = problem.move(state.x, step);
  const moved = subtract(x, state.x);
  const cost = await problem.cost(x);
  const change = state.cost - cost;
  const noise = roundingOfCost(state);
  const hidden = predicted <= noise && Math.abs(change) <= noise;
  const model = hidden || change > MIN_RATIO * predicted ? await problem.linearize(x) : undefined;
  const ratio = (hidden && model ? decreaseBySlopes(state.model, model, moved) : change) / predicted;
  const tried = { cost, change, step: moved, ratio };
  if (!(model && Number.isFinite(model.gradientNorm) && ratio > MIN_RATIO)) {
    return { ...reject(state, tried), invalid: 0 };
  }
  const region = state.region.accepted({ model: state.model, step, ratio });
  const row = rowAfter(state, tried, { gradientNorm: model.gradientNorm, region, accepted: true });
  return { x, cost, model, region, invalid: 0, row };
}

/** What rounding hides in the difference of two costs, the slopes at both ends tell. */
const decreaseBySlopes = (before: LinearModel, after: LinearModel, step: Vector): number =>
  -(dot(before.gradient, step) + dot(after.gradient, step)) / 2;

function reject<Model>(state: State<Model>, tried: Tried): State<Model> {
  const region = state.region.rejected();
  const { gradientNorm } = state.row;
  return { ...state, region, row: rowAfter(state, tried, { gradientNorm, region, accepted: false }) };
}

interface Outcome {
  readonly gradientNorm: number;
  readonly region: TrustRegion;
  readonly accepted: boolean;
}

const rowAfter = (
  { row }: State<unknown>,
  { cost, change, step, ratio }: Tried,
  { gradientNorm, region, accepted }: Outcome,
): LeastSquaresRow => ({
  iteration: row.iteration + 1,
  cost,
  change,
  gradientNorm,
  stepNorm: norm(step),
  ratio,
  radius: region.radius,
  accepted,
});
