/** @file One iteration of nonlinear least squares: a step, and what becomes of it. */

import type { Vector } from "../parameters.ts";
import type { TerminationReason } from "../termination.ts";
import { isNegligible, type Tolerances } from "../tolerances.ts";
import { dot, norm, subtract } from "../vectors.ts";
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
  /** Whether any step was taken yet. */
  readonly moved: boolean;
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
  // ½‖r‖² - ½‖r + Jδ‖² = -gᵀδ - ½‖Jδ‖²
  const predicted = -dot(state.model.gradient, step) - state.model.curvature(step) / 2;
  const x = problem.move(state.x, step);
  const moved = subtract(x, state.x);
  if (!(predicted > 0)) {
    const untried = { cost: state.cost, change: 0, step: moved, ratio: 0 };
    return { ...reject(state, untried), invalid: state.invalid + 1 };
  }
  const cost = await problem.cost(x);
  const ratio = (state.cost - cost) / predicted;
  const tried = { cost, change: state.cost - cost, step: moved, ratio };
  const region = state.region.accepted({ model: state.model, step, ratio });
  const met = metTolerance(state, tried, tolerances);
  if (met && !(region.endsSteps && region.radius > state.region.radius)) return met;
  const model = ratio > MIN_RATIO ? await problem.linearize(x) : undefined;
  if (!model || !Number.isFinite(model.gradientNorm)) return { ...reject(state, tried), invalid: 0 };
  const row = rowAfter(state, tried, { gradientNorm: model.gradientNorm, region, accepted: true });
  return { x, cost, model, region, moved: true, invalid: 0, row };
}

function metTolerance(
  { x, cost, moved }: State<LinearModel>,
  { change, step }: Tried,
  { stepTolerance, valueTolerance }: Tolerances,
): TerminationReason | undefined {
  if (moved && isNegligible(step, x, stepTolerance)) return "stepTolerance";
  return Math.abs(change) <= valueTolerance * cost ? "valueTolerance" : undefined;
}

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
