/** @file Newton's method with a trust region. */

import { kind, optionsReader } from "../../options/kinds.ts";
import { positives } from "../../options/ranges.ts";
import { type Evaluation, isFeasible, noiseAt, type Objective } from "../objective.ts";
import { nameIn } from "../options.ts";
import { addScaled, norm } from "../vectors.ts";
import { exactSubproblem } from "./exact-subproblem.ts";
import type { Method, Stepper } from "./method.ts";
import { steihaugSubproblem } from "./steihaug.ts";
import type { Subproblem } from "./subproblem.ts";

const subproblems: Readonly<Record<"exact" | "steihaug", (objective: Objective) => Subproblem>> = {
  exact: exactSubproblem,
  steihaug: steihaugSubproblem,
};

export interface TrustRegionOptions {
  /**
   * `"exact"`, the default, by the eigenvalues of the Hessian (Moré and Sorensen, "Computing a trust region step", 1983);
   * `"steihaug"` by conjugate gradients with Hessian-vector products (Steihaug, "The conjugate gradient method and trust
   * regions in large scale optimization", 1983), for many parameters.
   */
  readonly subproblem?: keyof typeof subproblems;
  /** Of the region at the start, in the unit of the parameters; 1 by default. */
  readonly radius?: number;
}

/** Part of the decrease that the model predicts: below `poor` the region shrinks, above `good` it grows. */
const ratios = { accepted: 0.1, poor: 0.25, good: 0.75 };
const factors = { shrink: 0.25, grow: 2 };

/** Part of the radius from which on a step counts as one that the region ended. */
const ON_BOUNDARY = 0.99;

/**
 * Newton's method within a region in which its quadratic model is trusted: the least point of
 * f + pᵀ∇f(x) + ½pᵀHp with ‖p‖ ≤ Δ. Δ grows and shrinks with the decrease of f over that of the model (Nocedal and
 * Wright, "Numerical Optimization", 2006, algorithm 4.1). Where that is too small the point stays, and the iteration is a
 * rejected one.
 *
 * @example
 * const saddle = ([x, y]: Tensor[]) => x.square().sub(y.square()).add(y.square().square());
 * const start = [1, 0.01].map((value) => tensor(value, { dtype: "float64" }));
 * const { value } = await solve.minimize(saddle, start, { method: solve.trustRegion() });
 * value; // -0.25
 */
export function trustRegion(options: TrustRegionOptions = {}): Method {
  const { subproblem = "exact", radius = 1 } = readTrustRegion("trustRegion", options);
  return {
    name: "trust region",
    start: (objective) => stepper(objective, subproblems[subproblem](objective), radius),
  };
}

const readTrustRegion = optionsReader<TrustRegionOptions>({
  subproblem: nameIn(subproblems),
  radius: kind.within(positives),
});

function stepper(objective: Objective, solve: Subproblem, first: number): Stepper {
  let radius = first;
  return async (here) => {
    const model = await solve(here, radius);
    if (!model) return "notFinite";
    const there = await objective.evaluate(addScaled(here.x, model.step));
    const ratio = agreement(here, there, { predicted: model.decrease, noise: noiseAt(objective, here) });
    const last = radius;
    const isFull = norm(model.step) < ON_BOUNDARY * last;
    radius = nextRadius(last, norm(model.step), ratio);
    const next = ratio > ratios.accepted ? there : here;
    return { next, step: model.step, isFull, measures: { radius } };
  };
}

/** Actual decrease over predicted; 1 where both are lost in rounding. */
function agreement(
  here: Evaluation,
  there: Evaluation,
  { predicted, noise }: { readonly predicted: number; readonly noise: number },
): number {
  if (!isFeasible(there)) return Number.NEGATIVE_INFINITY;
  const actual = here.value - there.value;
  return predicted <= noise && Math.abs(actual) <= noise ? 1 : actual / predicted;
}

function nextRadius(radius: number, stepNorm: number, ratio: number): number {
  if (!(ratio >= ratios.poor)) return factors.shrink * Math.min(radius, stepNorm);
  return ratio > ratios.good && stepNorm > ON_BOUNDARY * radius ? factors.grow * radius : radius;
}
