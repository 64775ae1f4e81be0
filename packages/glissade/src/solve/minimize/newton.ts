/** @file Newton's method with a line search. */

import { optionsReader } from "../../options/kinds.ts";
import type { Evaluation, Objective } from "../objective.ts";
import { searchKind } from "../options.ts";
import { fromEigenbasis, type Spectrum, spectrum, toEigenbasis } from "../symmetric.ts";
import { backtracking, type LineSearch } from "./line-search.ts";
import { type Descent, descentMethod, type Method } from "./method.ts";

export interface NewtonOptions {
  /** `backtracking()` by default; `fixedStep(1)` is Newton's method without damping. */
  readonly search?: LineSearch;
}

/** Eigenvalues below this part of the largest are raised to it: a step of any length would follow from 0. */
const LEAST_CURVATURE = 2 ** -46;

/** d = -Q|Λ|⁻¹Qᵀ∇f(x) */
const modifiedNewton =
  (objective: Objective): Descent =>
  async ({ x, gradient }: Evaluation) => {
    const eigen = spectrum(await objective.hessian(x));
    const direction = eigen ? downhill(eigen, gradient) : gradient.map(() => Number.NaN);
    return { direction, stepSize: 1, isNewton: true };
  };

function downhill(eigen: Spectrum, gradient: Evaluation["gradient"]): Evaluation["gradient"] {
  const magnitudes = eigen.values.map(Math.abs);
  const least = LEAST_CURVATURE * Math.max(...magnitudes) || 1;
  const components = toEigenbasis(eigen, gradient);
  return fromEigenbasis(
    eigen,
    components.map((component, index) => -component / Math.max(magnitudes[index]!, least)),
  );
}

/**
 * Newton's method, x ← x - αH⁻¹∇f(x), damped by a line search. Eigenvalues of the Hessian that are negative count as
 * positive, so that the direction leads down and away from saddles (Greenstadt, "On the relative efficiencies of gradient
 * methods", 1967). For up to some hundred parameters.
 *
 * @example
 * const f = (x: Tensor) => cosh(x.mul(0.5));
 * const { x } = await solve.minimize(f, tensor(10, { dtype: "float64" }), { method: "newton" });
 * await x.item(); // 0
 */
export function newton(options: NewtonOptions = {}): Method {
  const { search = backtracking() } = readNewton("newton", options);
  return descentMethod({ name: "Newton", descent: modifiedNewton, search });
}

const readNewton = optionsReader<NewtonOptions>({ search: searchKind });
