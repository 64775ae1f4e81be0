/** @file Nonlinear least squares of a function of trees. */

import { Matrix } from "ml-matrix";
import { ShapeError } from "../../errors.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { kind, optionsReader } from "../../options/kinds.ts";
import { toleranceKinds } from "../options.ts";
import { toVector, type Vector } from "../parameters.ts";
import type { TerminationReason } from "../termination.ts";
import { tolerancesOf } from "../tolerances.ts";
import { addScaled } from "../vectors.ts";
import type { LeastSquaresRow } from "./advance.ts";
import { type Bounds, readBounds, readScale, stepsWithin } from "./bounds.ts";
import { clip } from "./boxed.ts";
import { type Covariance, type CovarianceOptions, covarianceOf } from "./covariance.ts";
import { type DenseModel, denseModel } from "./dense-model.ts";
import { type LeastSquaresLimits, minimizeSquares } from "./loop.ts";
import type { LeastSquaresMethod, LeastSquaresProblem } from "./problem.ts";
import { type RankReport, rankOf } from "./rank.ts";
import { type Residual, type ResidualProgram, requireFinite, residualProgram } from "./residuals.ts";
import { correct, type Loss, robustCost, squares } from "./robust.ts";

export interface LeastSquaresOptions<Params> extends LeastSquaresLimits {
  /** `levenbergMarquardt()` by default. */
  readonly method?: LeastSquaresMethod;
  readonly bounds?: Bounds<Params>;
  /** Plain squares by default. */
  readonly loss?: Loss;
  /** How many residuals in a row form one, whose squared length the loss takes; 1 by default. */
  readonly blockSize?: number;
  /** Units in which steps are measured; 1/(‖Jⱼ‖ + .05‖r‖/|xⱼ|) at the start by default. */
  readonly scale?: number | Params;
  /** Sees each iteration and the point that is kept; `false` stops. */
  readonly onIteration?: (row: LeastSquaresRow, x: Params) => unknown;
}

export interface LeastSquaresResult<Params> {
  readonly x: Params;
  /** ½Σρ */
  readonly cost: number;
  /** At x, without the loss. */
  readonly residuals: Tensor;
  readonly iterations: readonly LeastSquaresRow[];
  readonly reason: TerminationReason;
  readonly converged: boolean;
  /** What the Jacobian at x, corrected for the loss, determines. */
  rankReport(): RankReport;
  /**
   * s²(JᵀJ)⁻¹ of the Jacobian at x, which means nothing for parameters at a bound, nor for those that depend on them:
   * fit again with these held constant. Throws where the Jacobian has no full rank.
   */
  covariance(options?: CovarianceOptions): Covariance;
}

/** Rounding is what ends most searches. */
const DEFAULTS = {
  maxIterations: 1000,
  gradientTolerance: 1e-14,
  valueTolerance: 1e-20,
  stepTolerance: 1e-14,
};

/**
 * The parameters that make ½Σρ(r²) least, from a start: r is any tensor of a tree of float64 tensors, its Jacobian is
 * the framework's. Steps and table are those of Ceres (Agarwal, Mierle and others, "Ceres Solver", 2010). The search
 * ends where the undamped step of the linear model promises nothing, which neither damping nor units can feign.
 *
 * @throws Where the start is outside of the bounds, or residuals or derivatives are not finite there.
 *
 * @example
 * const time = tensor([0, 1, 2, 3], { dtype: "float64" });
 * const measured = tensor([2, 1.2, 0.7, 0.4], { dtype: "float64" });
 * const residual = ({ a, b }: Record<"a" | "b", Tensor>) => a.mul(time.mul(b).exp()).sub(measured);
 * const one = tensor(1, { dtype: "float64" });
 * const { x, converged } = await solve.leastSquares(residual, { a: one, b: one });
 * [await x.a.item(), await x.b.item(), converged]; // [2.005798, -0.52614, true]
 */
export async function leastSquares<Params>(
  residual: Residual<Params>,
  x0: Params,
  options: LeastSquaresOptions<Params> = {},
): Promise<LeastSquaresResult<Params>> {
  readLeastSquares("leastSquares", options);
  const tolerances = tolerancesOf(options, DEFAULTS);
  const program = residualProgram("leastSquares", residual, x0);
  const { space } = program;
  const start = await space.toVector(x0);
  const found = await minimizeSquares(await denseProblem(program, start, options), start, {
    where: "leastSquares",
    tolerances,
    method: options.method,
    scale: options.scale === undefined ? undefined : await readScale(space, options.scale),
    onIteration: (row, x) => options.onIteration?.(row, space.toTree(x)),
  });
  const { x, model, ...rest } = found;
  const residuals = await program.residuals(x);
  const fit = () => ({ cost: found.cost, count: residuals.size, names: space.names, rank: model.rank() });
  return {
    ...rest,
    x: space.toTree(x),
    residuals,
    rankReport: model.rank,
    covariance: (given = {}) => covarianceOf(model.factor, fit(), given),
  };
}

const readLeastSquares = <Params>(where: string, options: LeastSquaresOptions<Params>) =>
  optionsReader<LeastSquaresOptions<Params>>({
    ...toleranceKinds,
    onIteration: kind.callable(),
    method: kind.callable(),
    loss: kind.callable(),
    bounds: kind.object("an object of lower and upper"),
    blockSize: kind.count,
    scale: kind.rule<number | Exclude<Params, undefined>>(
      "a number or a tree like the parameters",
      (value) => typeof value === "number" || typeof value === "object",
    ),
  })(where, options);

async function denseProblem<Params>(
  program: ResidualProgram<Params>,
  start: Vector,
  { bounds = {}, loss = squares, blockSize = 1 }: LeastSquaresOptions<Params>,
): Promise<LeastSquaresProblem<DenseModel>> {
  const { residuals, linearize, space } = program;
  const box = await readBounds(space, start, bounds);
  const { size } = await requireFinite("leastSquares", program, start);
  requireBlocks(size, blockSize);
  const robust = { loss, blockSize };
  return {
    cost: async (x) => robustCost(await toVector(await residuals(x)), robust),
    linearize: async (x) =>
      denseModel(correct(await linearize(x), robust), { names: space.names, box: stepsWithin(x, box) }),
    move: (x, step) => clip(addScaled(x, step), box),
  };
}

function requireBlocks(count: number, blockSize: number): void {
  if (count % blockSize === 0) return;
  throw new ShapeError({
    where: "leastSquares({ blockSize })",
    rule: `must divide the number of residuals, got ${blockSize} for ${count}`,
  });
}

/**
 * What the Jacobian of residuals determines at a point: its rank, and the directions of the parameters along which no
 * residual changes.
 *
 * @example
 * const sum = ([a, b]: Tensor[]) => a!.add(b!);
 * const one = tensor(1, { dtype: "float64" });
 * const { rank, nullDirections } = await solve.rankReport(sum, [one, one]);
 * [rank, nullDirections]; // [1, [{ "x[0]": 1, "x[1]": -1 }]]
 */
export async function rankReport<Params>(residual: Residual<Params>, x: Params): Promise<RankReport> {
  const program = residualProgram("rankReport", residual, x);
  const at = await program.space.toVector(x);
  const { size: count } = await requireFinite("rankReport", program, at);
  const { jacobian } = await program.linearize(at);
  const { names } = program.space;
  return rankOf(Matrix.from1DArray(count, names.length, jacobian), names);
}
