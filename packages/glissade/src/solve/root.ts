/** @file Roots of systems of equations. */

import { Matrix, SingularValueDecomposition } from "ml-matrix";
import type { Tensor } from "../graph/tensor.ts";
import { kind, optionsReader } from "../options/kinds.ts";
import { nonNegatives } from "../options/ranges.ts";
import { rankOf, requireFullRank } from "./least-squares/rank.ts";
import {
  type Residual,
  type ResidualProgram,
  requireFinite,
  residualProgram,
} from "./least-squares/residuals.ts";
import { type IterationOptions, type IterationRow, iterate, type Task } from "./minimize/iterate.ts";
import { backtracking, type LineSearch } from "./minimize/line-search.ts";
import { type Descent, descentMethod } from "./minimize/method.ts";
import { settledReason, smallGradient } from "./minimize/stopping.ts";
import { objectiveOf, onVectors } from "./objective.ts";
import { searchKind, toleranceKinds } from "./options.ts";
import { formatPoint, toVector, type Vector } from "./parameters.ts";
import { isConverged, type TerminationReason } from "./termination.ts";
import { isNegligible } from "./tolerances.ts";
import { norm } from "./vectors.ts";

export interface RootOptions<Params> extends IterationOptions<Params> {
  /** Stops where ‖F(x)‖ is no larger, in the unit of F; by default 1e-10, times ‖F(x₀)‖ where that is below 1. */
  readonly residualTolerance?: number;
  /** `backtracking()` by default; `fixedStep(1)` is Newton's method without damping. */
  readonly search?: LineSearch;
}

export interface Root<Params> {
  readonly x: Params;
  /** F(x) */
  readonly residuals: Tensor;
  /** Rows of ½‖F‖² and its gradient JᵀF. */
  readonly iterations: readonly IterationRow[];
  /** `"stepTolerance"` where rounding keeps ‖F(x)‖ above its tolerance, but Newton's step hardly changes x. */
  readonly reason: TerminationReason;
  /** Whether x is a root, or, with more equations than unknowns, one in the sense of least squares. */
  readonly converged: boolean;
}

/** Part of each unknown that a Newton step may still change at a root which rounding lets nothing come nearer. */
const EXACT = 1e-10;

/**
 * A solution of F(x) = 0 for a tree of float64 unknowns, by Newton's method: x ← x - αJ⁺F(x), where J⁺ is the inverse
 * of the Jacobian, (JᵀJ)⁻¹Jᵀ with more equations than unknowns, and the shortest step with fewer (Ben-Israel, "A
 * Newton-Raphson method for the solution of systems of equations", 1966); α by a line search on ½‖F‖².
 *
 * @throws RankError where rows and columns of J both depend on each other, such as at a derivative of 0, and says where;
 *   ArgumentError where F is not finite at the start.
 *
 * @example
 * const { x } = await solve.root((x: Tensor) => x.square().sub(2), tensor(1, { dtype: "float64" }));
 * await x.item(); // 1.4142136
 */
export async function root<Params>(
  equations: Residual<Params>,
  x0: Params,
  options: RootOptions<Params> = {},
): Promise<Root<Params>> {
  const where = "root";
  const { residualTolerance, search = backtracking(), ...rest } = readRoot(where, options);
  const program = residualProgram(where, equations, x0);
  const { space, residuals } = program;
  const newtonStep = newtonSteps(program);
  const descent: Descent = async ({ x }) => ({ direction: await newtonStep(x), stepSize: 1 });
  const start = await space.toVector(x0);
  const first = await requireFinite(where, program, start);
  const { size } = first;
  const tolerance = residualTolerance ?? 1e-10 * Math.min(1, norm(await toVector(first)));
  const overdetermined = size > space.size;
  const halfSquare = (params: Params) => equations(params).square().sum().mul(0.5);
  const task: Task<Params> = {
    where,
    space,
    objective: objectiveOf(onVectors(where, halfSquare, space), space),
    method: descentMethod({ name: "Newton", descent: () => descent, search }),
    arrived: (here, stopping) => {
      if (Math.sqrt(2 * here.value) <= tolerance) return "residualTolerance";
      return overdetermined ? smallGradient(here, stopping) : undefined;
    },
  };
  const path = await iterate(task, start, rest);
  const { here, iterations } = path;
  const reason = overdetermined ? await settledReason(task.objective, path) : path.reason;
  const exact = reason === "lineSearchFailed" && isNegligible(await newtonStep(here.x), here.x, EXACT);
  return {
    x: space.toTree(here.x),
    residuals: await residuals(here.x),
    iterations,
    reason: exact ? "stepTolerance" : reason,
    converged: exact || reason === "residualTolerance" || (overdetermined && isConverged(reason)),
  };
}

const readRoot = <Params>(where: string, options: RootOptions<Params>): RootOptions<Params> =>
  optionsReader<RootOptions<Params>>({
    ...toleranceKinds,
    onIteration: kind.callable(),
    residualTolerance: kind.within(nonNegatives),
    search: searchKind,
  })(where, options);

/** -J⁺F(x) */
const newtonSteps =
  ({ linearize, space: { names } }: ResidualProgram<unknown>) =>
  async (x: Vector): Promise<Vector> => {
    const { residuals, jacobian } = await linearize(x);
    const matrix = Matrix.from1DArray(residuals.length, x.length, jacobian);
    requireRank(matrix, names, x);
    const decomposition = new SingularValueDecomposition(matrix, { autoTranspose: true });
    const step = decomposition.solve(Matrix.columnVector(residuals.map((value) => -value)));
    return Float64Array.from(step.getColumn(0));
  };

/** With fewer equations than unknowns, as many independent columns as equations are enough. */
function requireRank(jacobian: Matrix, names: readonly string[], x: Vector): void {
  const report = rankOf(jacobian, names);
  const parameters = Math.min(jacobian.rows, jacobian.columns);
  const fix = "Start elsewhere, or minimise the squares with leastSquares()";
  requireFullRank(`root, at ${formatPoint(names, x)}`, { ...report, parameters }, fix);
}
