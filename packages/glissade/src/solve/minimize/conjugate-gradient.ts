/** @file Nonlinear conjugate gradients. */

import { optionsReader } from "../../options/kinds.ts";
import type { Evaluation } from "../objective.ts";
import { nameIn, searchKind } from "../options.ts";
import type { Vector } from "../parameters.ts";
import { addScaled, dot, negate, subtract } from "../vectors.ts";
import { firstStepSize, similarStepSize } from "./gradient-descent.ts";
import type { LineSearch } from "./line-search.ts";
import { type Descent, descentMethod, type Method } from "./method.ts";
import { strongWolfe } from "./strong-wolfe.ts";

/** The gradients before and after a step along d, and their difference y. */
interface Change {
  readonly before: Vector;
  readonly after: Vector;
  readonly y: Vector;
  readonly d: Vector;
}

type Beta = (change: Change) => number;

const betas = {
  polakRibiere: ({ before, after, y }: Change) => Math.max(0, dot(after, y) / dot(before, before)),
  fletcherReeves: ({ before, after }: Change) => dot(after, after) / dot(before, before),
  hestenesStiefel: ({ after, y, d }: Change) => dot(after, y) / dot(d, y),
  daiYuan: ({ after, y, d }: Change) => dot(after, after) / dot(d, y),
};

export interface ConjugateGradientOptions {
  /**
   * β with y = ∇f(x) - ∇f(x₋): `"polakRibiere"` max(0, ∇f(x)ᵀy / ‖∇f(x₋)‖²), the default; `"fletcherReeves"`
   * ‖∇f(x)‖²/‖∇f(x₋)‖²; `"hestenesStiefel"` ∇f(x)ᵀy / dᵀy; `"daiYuan"` ‖∇f(x)‖² / dᵀy.
   */
  readonly beta?: keyof typeof betas;
  /** `strongWolfe({ c2: 0.1 })` by default. */
  readonly search?: LineSearch;
}

interface Previous {
  readonly at: Evaluation;
  readonly direction: Vector;
}

function conjugate(beta: Beta): Descent {
  let previous: Previous | undefined;
  return (here) => {
    const direction = previous ? turned(beta, previous, here) : negate(here.gradient);
    const stepSize = previous ? similarStepSize(previous.at, here, direction) : firstStepSize(here);
    previous = { at: here, direction };
    return { direction, stepSize };
  };
}

/** d ← -∇f(x) + βd, or -∇f(x) where that does not lead down. */
function turned(beta: Beta, { at, direction: d }: Previous, { gradient: after }: Evaluation): Vector {
  const before = at.gradient;
  const steepest = negate(after);
  const direction = addScaled(steepest, d, beta({ before, after, y: subtract(after, before), d }));
  return dot(direction, after) < 0 ? direction : steepest;
}

/**
 * Nonlinear conjugate gradients, d ← -∇f(x) + βd, for functions of very many parameters (Hestenes and Stiefel, "Methods
 * of conjugate gradients for solving linear systems", 1952; Fletcher and Reeves, "Function minimization by conjugate
 * gradients", 1964; Polak and Ribière, "Note sur la convergence de méthodes de directions conjuguées", 1969; Dai and
 * Yuan, "A nonlinear conjugate gradient method with a strong global convergence property", 1999).
 *
 * @example
 * const f = (x: Tensor) => x.mul(tensor([1, 10], { dtype: "float64" })).square().sum();
 * const method = solve.conjugateGradient({ beta: "fletcherReeves" });
 * const { converged } = await solve.minimize(f, tensor([3, 4], { dtype: "float64" }), { method });
 * converged; // true
 */
export function conjugateGradient(options: ConjugateGradientOptions = {}): Method {
  const { beta = "polakRibiere", search = strongWolfe({ c2: 0.1 }) } = readConjugateGradient(
    "conjugateGradient",
    options,
  );
  return descentMethod({ name: "conjugate gradient", descent: () => conjugate(betas[beta]), search });
}

const readConjugateGradient = optionsReader<ConjugateGradientOptions>({
  beta: nameIn(betas),
  search: searchKind,
});
