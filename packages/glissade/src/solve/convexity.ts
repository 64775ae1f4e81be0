/** @file A search for proof that a function is not convex. */

import { ArgumentError } from "../errors.ts";
import type { Tensor } from "../graph/tensor.ts";
import { requireFunction } from "../options/arguments.ts";
import { kind, optionsReader } from "../options/kinds.ts";
import { notOptions } from "../options/known.ts";
import {
  type ConvexCombination,
  clearestViolation,
  combinationsAlong,
  drawCombinations,
  evaluateSides,
  isDefined,
  type JensenSides,
} from "./jensen.ts";
import { type Objective, objectiveOf, onVectors } from "./objective.ts";
import type { ParameterSpace, Vector } from "./parameters.ts";
import { type Region, type Sampler, samplerOf } from "./sampling.ts";
import { spectrum } from "./symmetric.ts";

/** Two points between which the function is above the line through its values there: left > right. */
export interface Counterexample<Params> {
  readonly a: Params;
  readonly b: Params;
  /** λ in (0, 1). */
  readonly lambda: number;
  /** f(λa + (1 - λ)b) */
  readonly left: number;
  /** λf(a) + (1 - λ)f(b) */
  readonly right: number;
}

export interface ConvexityReport<Params> {
  /** The clearestViolation one found; the function may be convex where there is none. */
  readonly counterexample?: Counterexample<Params>;
  /** The least eigenvalue of the Hessians; infinite where none was computed. */
  readonly smallestEigenvalue: number;
  /** What was sampled, in words. */
  readonly sampled: string;
  /** Pairs and Hessians at which the function is not finite, which say nothing. */
  readonly skipped: number;
}

interface Sampling {
  /** Pairs of points, each with a λ; 1000 by default. */
  readonly samples?: number;
  /** Points whose Hessian is computed; 20 by default, at most as many as pairs. */
  readonly hessians?: number;
  /** 0 by default; the same seed draws the same points. */
  readonly seed?: number;
}

export type ConvexityOptions<Params> = Region<Params> & Sampling;

/**
 * Looks for points with f(λa + (1 - λ)b) > λf(a) + (1 - λ)f(b), which a convex function does not have: at random pairs
 * of points, and along directions in which the Hessian at a random point has a negative eigenvalue. Differences that
 * rounding may have made do not count. To find nothing proves nothing. The inequality is Jensen's ("Sur les fonctions
 * convexes et les inégalités entre les valeurs moyennes", 1906).
 *
 * @example
 * const f = (x: Tensor) => x.mul(cos(x.mul(Math.PI)));
 * const box = { lower: tensor(-1, { dtype: "float64" }), upper: tensor(2, { dtype: "float64" }) };
 * const { counterexample, sampled } = await solve.checkConvexity(f, { box });
 * counterexample!.left > counterexample!.right; // true
 * sampled; // "1000 pairs and 20 Hessians in a box of 1 parameters, seed 0"
 */
export async function checkConvexity<Params>(
  f: (params: Params) => Tensor,
  options: ConvexityOptions<Params>,
): Promise<ConvexityReport<Params>> {
  const where = "checkConvexity";
  requireFunction(where, f);
  readSampling(where, options);
  if (options === undefined) throw notOptions(where, options);
  const { samples = 1000, hessians = Math.min(20, samples), seed = 0, ...region } = options;
  requireHessians(`${where}({ hessians })`, hessians, samples);
  const sampler = await samplerOf(where, region);
  const { space, description } = sampler;
  const onVector = onVectors(where, f, space);
  const objective = objectiveOf(onVector, space);
  const drawn = await drawCombinations(sampler, samples, seed);
  const curved = await curvatures(objective, sampler, drawn.slice(0, hessians));
  const measured = await evaluateSides(onVector, [...drawn, ...curved.combinations]);
  return {
    counterexample: toCounterexample(space, clearestViolation(measured, objective.epsilon)),
    smallestEigenvalue: curved.smallestEigenvalue,
    sampled: `${samples} pairs and ${hessians} Hessians ${description}, seed ${seed}`,
    skipped:
      curved.skipped + measured.slice(0, samples).filter((combination) => !isDefined(combination)).length,
  };
}

const readSampling = optionsReader<
  Sampling & { readonly box?: object; readonly points?: readonly unknown[] }
>({
  samples: kind.count,
  hessians: kind.number,
  seed: kind.number,
  box: kind.object("an object of lower and upper"),
  points: kind.rule("a list of points", Array.isArray),
});

function requireHessians(where: string, hessians: number, samples: number): void {
  if (Number.isInteger(hessians) && hessians >= 0 && hessians <= samples) return;
  throw new ArgumentError({
    where,
    rule: `must be an integer from 0 to the number of samples, ${samples}, got ${hessians}`,
  });
}

/** The Hessian at one point of each pair, and pairs along its direction of least curvature. */
async function curvatures<Params>(
  objective: Objective,
  sampler: Sampler<Params>,
  drawn: readonly ConvexCombination[],
): Promise<{ combinations: ConvexCombination[]; smallestEigenvalue: number; skipped: number }> {
  const combinations: ConvexCombination[] = [];
  let [smallestEigenvalue, skipped] = [Number.POSITIVE_INFINITY, 0];
  for (const { a, b } of drawn) {
    const eigen = spectrum(await objective.hessian(a));
    if (!eigen) {
      skipped++;
      continue;
    }
    const reach = (direction: Vector) => sampler.reach(a, b, direction);
    combinations.push(...combinationsAlong(eigen, a, { reach, epsilon: objective.epsilon }));
    smallestEigenvalue = Math.min(smallestEigenvalue, eigen.values[0]!);
  }
  return { combinations, smallestEigenvalue, skipped };
}

const toCounterexample = <Params>(
  { toTree }: ParameterSpace<Params>,
  combination: JensenSides | undefined,
): Counterexample<Params> | undefined =>
  combination && {
    a: toTree(combination.a),
    b: toTree(combination.b),
    lambda: combination.lambda,
    left: combination.left,
    right: combination.right,
  };
