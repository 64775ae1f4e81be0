/** @file The parts of nonlinear least squares: a problem, its linear models, and methods with their trust regions. */

import type { Vector } from "../parameters.ts";

/** ½‖r + Jδ‖² as a function of the step δ. */
export interface LinearModel {
  /** Jᵀr. */
  readonly gradient: Vector;
  /**
   * Largest absolute entry of the gradient; with bounds, of how far x moves when x - gradient is brought back. Not
   * finite where a derivative is not: a step that leads there is rejected.
   */
  readonly gradientNorm: number;
  /**
   * The largest cosine of an angle between r and a column of J, in any units between 0 and 1; 0 at a stationary point,
   * and where r is 0. With bounds, of what is left of the gradient inside them.
   */
  readonly cosine: number;
  /** Squared lengths of the columns of J: the diagonal of JᵀJ. */
  readonly columnSquares: Vector;
  /** The step δ that makes ½‖r + Jδ‖² + ½‖Dδ‖² least, for the diagonal D that is given. */
  solve(damping: Vector): Vector;
  /** The least such step without damping; not finite where it cannot be told. */
  undamped(): Vector;
  /** ‖Jδ‖². */
  curvature(step: Vector): number;
  /** The step as far as bounds allow. */
  restrict(step: Vector): Vector;
}

/** A cost ½‖r(x)‖² of a vector. How its Jacobian is stored is the linear model's own affair. */
export interface LeastSquaresProblem<Model extends LinearModel = LinearModel> {
  /** Not finite where the residuals are not defined: such a step is rejected. */
  cost(x: Vector): Promise<number>;
  linearize(x: Vector): Promise<Model>;
  /** The point after a step: x + δ, brought back to where points may be. */
  move(x: Vector, step: Vector): Vector;
}

/** How far a linear model is trusted, and the step that follows from it: a pure value, replaced after each trial. */
export interface TrustRegion {
  /** What the table of iterations shows; the search ends where it falls below 1e-32. */
  readonly radius: number;
  step(model: LinearModel): Vector;
  /** After a step that was taken. */
  accepted(trial: Trial): TrustRegion;
  /** After a step that was not. */
  rejected(): TrustRegion;
}

export interface Trial {
  readonly model: LinearModel;
  readonly step: Vector;
  /** Decrease of the cost over the decrease that the model predicts. */
  readonly ratio: number;
}

/** How steps are found, where each unknown is measured in units of its scale. */
export type LeastSquaresMethod = (scale: Vector) => TrustRegion;
