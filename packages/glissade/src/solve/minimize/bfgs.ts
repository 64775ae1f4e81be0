/** @file Quasi-Newton descent with the whole inverse Hessian. */

import { optionsReader } from "../../options/kinds.ts";
import type { Evaluation } from "../objective.ts";
import { searchKind } from "../options.ts";
import type { Vector } from "../parameters.ts";
import { dot, negate } from "../vectors.ts";
import { type CurvaturePair, curvatureOf } from "./curvature.ts";
import { firstStepSize } from "./gradient-descent.ts";
import type { LineSearch } from "./line-search.ts";
import { type Descent, descentMethod, type Method } from "./method.ts";
import { strongWolfe } from "./strong-wolfe.ts";

export interface BfgsOptions {
  /** `strongWolfe()` by default. */
  readonly search?: LineSearch;
}

/** Rows of a square matrix. */
type Rows = readonly Vector[];

const times = (rows: Rows, x: Vector): Vector => Float64Array.from(rows, (row) => dot(row, x));

const diagonal = (size: number, value: number): Rows =>
  Array.from({ length: size }, (_, row) => new Float64Array(size).fill(value, row, row + 1));

/** H ← (I - ρsyᵀ)H(I - ρysᵀ) + ρssᵀ with ρ = 1/sᵀy */
function updated(inverse: Rows, { s, y, rho }: CurvaturePair): Rows {
  const hy = times(inverse, y);
  const factor = rho * (1 + rho * dot(y, hy));
  return inverse.map((row, i) =>
    row.map((value, j) => value - rho * (s[i]! * hy[j]! + hy[i]! * s[j]!) + factor * s[i]! * s[j]!),
  );
}

/** d = -H∇f(x) */
function quasiNewton(): Descent {
  let previous: Evaluation | undefined;
  let inverse: Rows | undefined;
  return (here) => {
    const pair = previous && curvatureOf(previous, here);
    previous = here;
    if (pair) inverse = updated(inverse ?? diagonal(here.x.length, pair.scale), pair);
    return inverse
      ? { direction: negate(times(inverse, here.gradient)), stepSize: 1 }
      : { direction: negate(here.gradient), stepSize: firstStepSize(here) };
  };
}

/**
 * The method of Broyden ("The convergence of a class of double-rank minimization algorithms"), Fletcher ("A new approach
 * to variable metric algorithms"), Goldfarb ("A family of variable-metric methods derived by variational means") and
 * Shanno ("Conditioning of quasi-Newton methods for function minimization"), all of 1970: Newton's with the inverse
 * Hessian estimated from the gradients along the way. Memory and time of an iteration are quadratic in the number of
 * parameters.
 *
 * @example
 * const f = ([x, y]: Tensor[]) => x.square().sub(11).add(y).square().add(x.add(y.square()).sub(7).square());
 * const start = [3.5, 1.5].map((value) => tensor(value, { dtype: "float64" }));
 * const { x } = await solve.minimize(f, start, { method: "bfgs" });
 * await Promise.all(x.map((each) => each.item())); // [3, 2]
 */
export function bfgs(options: BfgsOptions = {}): Method {
  const { search = strongWolfe() } = readBfgs("bfgs", options);
  return descentMethod({ name: "BFGS", descent: quasiNewton, search });
}

const readBfgs = optionsReader<BfgsOptions>({ search: searchKind });
