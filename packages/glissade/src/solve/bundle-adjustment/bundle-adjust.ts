/** @file Bundle adjustment: cameras and points that agree with what was seen. */

import { type BundleProblem, checkBundleProblem } from "../../data/bundles/bundle-problem.ts";
import { ArgumentError } from "../../errors.ts";
import { kind, optionsReader } from "../../options/kinds.ts";
import type { LeastSquaresRow } from "../least-squares/advance.ts";
import { type LeastSquaresLimits, minimizeSquares } from "../least-squares/loop.ts";
import type { LeastSquaresMethod, LeastSquaresProblem } from "../least-squares/problem.ts";
import { correct, type Loss, robustCost, squares } from "../least-squares/robust.ts";
import { toleranceKinds } from "../options.ts";
import type { Vector } from "../parameters.ts";
import type { TerminationReason } from "../termination.ts";
import { tolerancesOf } from "../tolerances.ts";
import { addScaled, dot } from "../vectors.ts";
import { blockModel } from "./block-model.ts";
import { planElimination } from "./elimination.ts";
import { type FreeParameterOptions, readFreeParameters } from "./free-parameters.ts";
import { behindOf, depthOf, type GaugeFreedom, gaugeOf } from "./geometry.ts";
import { type Layout, layoutOf, problemAt, unknownsOf, valuesAt } from "./layout.ts";
import { compileObservations, type ObservationProgram } from "./observation-program.ts";
import { RESIDUALS } from "./schur.ts";

export interface BundleAdjustOptions extends LeastSquaresLimits, FreeParameterOptions {
  /** Of the squared length of each observation's residual; plain squares by default. */
  readonly loss?: Loss;
  /** `levenbergMarquardt()` by default. */
  readonly method?: LeastSquaresMethod;
  /** Called after each iteration; `false` ends the search. */
  readonly onIteration?: (row: LeastSquaresRow) => unknown;
}

export interface BundleAdjustment {
  /** With cameras, intrinsics and points adjusted. */
  readonly problem: BundleProblem;
  /** ½Σρ(‖r‖²) over the observations. */
  readonly cost: number;
  /** The root of the mean squared length of the residuals, in pixels. */
  readonly rmse: number;
  /** Two per observation, in pixels. */
  readonly residuals: Vector;
  readonly iterations: readonly LeastSquaresRow[];
  readonly reason: TerminationReason;
  readonly converged: boolean;
  /** Changes of the whole scene that no observation notices, so that the start decides. */
  readonly undetermined: readonly GaugeFreedom[];
  /** Observations of points that end up behind the camera: they cannot be right. */
  readonly behind: readonly number[];
}

const DEFAULTS = { maxIterations: 50, gradientTolerance: 1e-10, valueTolerance: 1e-6, stepTolerance: 1e-8 };

/**
 * The cameras and points that make ½Σ‖projection - observation‖² least (Triggs, McLauchlan, Hartley and
 * Fitzgibbon, "Bundle adjustment: a modern synthesis", 1999). Cameras or points,
 * whichever have more unknowns, are eliminated block by block; the n unknowns of the others are left to a dense system
 * of 8n² bytes. Steps and table are those of `leastSquares`.
 *
 * @throws ArgumentError where an index is out of range, or where a residual is not finite at the start.
 *
 * @example
 * const text = "2 1 2 \n 0 0 50 100 \n 1 0 -25 100 \n 0 0 0 0 0 0 500 0 0 \n 0 0 0 -1 0 0 500 0 0 \n 0.7 1.2 -6";
 * const { problem, rmse } = await solve.bundleAdjust(parseBal(text, { where: "two.txt" }), { fixedCameras: [0, 1] });
 * [...problem.points, rmse]; // [0.666667, 1.333333, -6.666667, 0]
 */
export async function bundleAdjust(
  problem: BundleProblem,
  options: BundleAdjustOptions = {},
): Promise<BundleAdjustment> {
  readBundleAdjust("bundleAdjust", options);
  checkBundleProblem(problem, "bundleAdjust(problem)");
  const tolerances = tolerancesOf(options, DEFAULTS);
  const free = readFreeParameters(problem, options);
  const layout = layoutOf(problem, free);
  const program = compileObservations(problem, layout, free.refined);
  requireFiniteStart(problem, await program.residuals(layout.values));
  const squaresProblem = squaresOf(program, layout, options.loss);
  const { x, cost, iterations, reason, converged } = await minimizeSquares(
    squaresProblem,
    unknownsOf(layout),
    { where: "bundleAdjust", tolerances, method: options.method, onIteration: options.onIteration },
  );
  const adjusted = problemAt(problem, valuesAt(layout, x));
  const residuals = await program.residuals(valuesAt(layout, x));
  return {
    cost,
    iterations,
    reason,
    converged,
    problem: adjusted,
    residuals,
    rmse: Math.sqrt((RESIDUALS * dot(residuals, residuals)) / residuals.length),
    undetermined: gaugeOf(adjusted, free.fixedCameras),
    behind: behindOf(adjusted),
  };
}

const readBundleAdjust = optionsReader<BundleAdjustOptions>({
  ...toleranceKinds,
  loss: kind.callable(),
  method: kind.callable(),
  onIteration: kind.callable(),
  fixedCameras: kind.integers,
  refine: kind.strings,
});

function squaresOf(program: ObservationProgram, layout: Layout, loss: Loss = squares): LeastSquaresProblem {
  const elimination = planElimination(layout);
  const robust = { loss, blockSize: RESIDUALS };
  return {
    cost: async (x) => robustCost(await program.residuals(valuesAt(layout, x)), robust),
    async linearize(x) {
      const rows = await program.linearize(valuesAt(layout, x));
      return blockModel(layout, elimination, loss === squares ? rows : correct(rows, robust));
    },
    move: addScaled,
  };
}

function requireFiniteStart(problem: BundleProblem, residuals: Vector): void {
  const at = residuals.findIndex((value) => !Number.isFinite(value));
  if (at < 0) return;
  const observation = Math.floor(at / RESIDUALS);
  const [camera, point] = [problem.cameraIndex[observation], problem.pointIndex[observation]];
  throw new ArgumentError({
    where: "bundleAdjust(problem)",
    rule: `residuals must be finite at the start, got ${residuals[at]} where camera ${camera} sees point ${point} at depth ${depthOf(problem, observation)}`,
    fix: "Move the point in front of the camera, or leave the observation out",
  });
}
