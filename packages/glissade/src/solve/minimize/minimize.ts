/** @file Minima of functions of trees. */

import type { Tensor } from "../../graph/tensor.ts";
import { isObject } from "../../options/describe.ts";
import { kind, optionsReader } from "../../options/kinds.ts";
import { objectiveOf, onVectors } from "../objective.ts";
import { nameIn, toleranceKinds } from "../options.ts";
import { parameterSpace } from "../parameters.ts";
import { isConverged, type TerminationReason } from "../termination.ts";
import { maxNorm } from "../vectors.ts";
import { bfgs } from "./bfgs.ts";
import { conjugateGradient } from "./conjugate-gradient.ts";
import { gradientDescent } from "./gradient-descent.ts";
import { type IterationOptions, type IterationRow, iterate } from "./iterate.ts";
import { lbfgs } from "./lbfgs.ts";
import type { Method } from "./method.ts";
import { newton } from "./newton.ts";
import { settledReason, smallGradient } from "./stopping.ts";
import { trustRegion } from "./trust-region.ts";

const methods = { gradientDescent, conjugateGradient, newton, trustRegion, bfgs, lbfgs };

export interface MinimizeOptions<Params> extends IterationOptions<Params> {
  /** A method, or the name of one with its defaults; `"lbfgs"` by default. */
  readonly method?: Method | keyof typeof methods;
}

export interface Minimum<Params> {
  readonly x: Params;
  /** f(x) */
  readonly value: number;
  /** The largest absolute derivative at x. */
  readonly gradientNorm: number;
  readonly iterations: readonly IterationRow[];
  readonly reason: TerminationReason;
  /** Whether the reason is a tolerance. */
  readonly converged: boolean;
}

/**
 * A local minimum of a function of a tree of floats, from a start at which it is finite. The function is compiled once,
 * with its derivatives; the method itself runs on the host in float64. A float32 tree is computed in float32, which
 * limits what can be reached. Gradients stop at the root of the rounding error of the dtype by default.
 *
 * @throws ArgumentError where f does not return a float scalar, or is not finite with its derivatives at the start;
 *   DtypeError for parameters that are no floats.
 *
 * @example
 * const f = ({ a, b }: { a: Tensor; b: Tensor }) => a.sub(1).square().add(b.sub(a).square().mul(10)).sum();
 * const start = { a: tensor(0, { dtype: "float64" }), b: tensor(0, { dtype: "float64" }) };
 * const { x, reason } = await solve.minimize(f, start);
 * await x.b.item(); // 1
 * reason; // "gradientTolerance"
 */
export async function minimize<Params>(
  f: (params: Params) => Tensor,
  x0: Params,
  options: MinimizeOptions<Params> = {},
): Promise<Minimum<Params>> {
  const where = "minimize";
  const { method = "lbfgs", ...rest } = readMinimize(where, options);
  const space = parameterSpace(where, x0);
  const task = {
    where,
    space,
    objective: objectiveOf(onVectors(where, f, space), space),
    method: toMethod(method),
    arrived: smallGradient,
  };
  const path = await iterate(task, await space.toVector(x0), rest);
  const { here, iterations } = path;
  const reason = await settledReason(task.objective, path);
  return {
    x: space.toTree(here.x),
    value: here.value,
    gradientNorm: maxNorm(here.gradient),
    iterations,
    reason,
    converged: isConverged(reason),
  };
}

const methodName = nameIn(methods);
const methodKind = kind.rule<Method | keyof typeof methods>(
  `${methodName.expected}, or a method such as solve.bfgs()`,
  (value) => methodName.holds(value) || isObject(value),
);

const readMinimize = <Params>(where: string, options: MinimizeOptions<Params>): MinimizeOptions<Params> =>
  optionsReader<MinimizeOptions<Params>>({
    ...toleranceKinds,
    onIteration: kind.callable(),
    method: methodKind,
  })(where, options);

const toMethod = (method: Method | keyof typeof methods): Method =>
  typeof method === "string" ? methods[method]() : method;
