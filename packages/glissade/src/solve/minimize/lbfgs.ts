/** @file Quasi-Newton descent with few vectors of memory. */

import { kind, optionsReader } from "../../options/kinds.ts";
import type { Evaluation } from "../objective.ts";
import { searchKind } from "../options.ts";
import type { Vector } from "../parameters.ts";
import { addScaled, dot, negate } from "../vectors.ts";
import { type CurvaturePair, curvatureOf } from "./curvature.ts";
import { firstStepSize } from "./gradient-descent.ts";
import type { LineSearch } from "./line-search.ts";
import { type Descent, descentMethod, type Method } from "./method.ts";
import { strongWolfe } from "./strong-wolfe.ts";

export interface LbfgsOptions {
  /** Steps that are remembered; 10 by default. */
  readonly memory?: number;
  /** `strongWolfe()` by default. */
  readonly search?: LineSearch;
}

/** H·x by two loops over the pairs, old to new (Nocedal, "Updating quasi-Newton matrices with limited storage", 1980). */
function inverseTimes(pairs: readonly CurvaturePair[], x: Vector): Vector {
  let result = x;
  const weights = pairs.toReversed().map(({ s, y, rho }) => {
    const weight = rho * dot(s, result);
    result = addScaled(result, y, -weight);
    return weight;
  });
  const { scale } = pairs.at(-1)!;
  result = result.map((value) => value * scale);
  for (const [index, { s, y, rho }] of pairs.entries()) {
    result = addScaled(result, s, weights.at(-1 - index)! - rho * dot(y, result));
  }
  return result;
}

/** d = -H∇f(x); a step without positive curvature is forgotten. */
function limitedMemory(memory: number): Descent {
  let previous: Evaluation | undefined;
  let pairs: readonly CurvaturePair[] = [];
  return (here) => {
    const pair = previous && curvatureOf(previous, here);
    previous = here;
    if (pair) pairs = [...pairs, pair].slice(-memory);
    return pairs.length > 0
      ? { direction: negate(inverseTimes(pairs, here.gradient)), stepSize: 1 }
      : { direction: negate(here.gradient), stepSize: firstStepSize(here) };
  };
}

/**
 * BFGS with limited memory (Liu and Nocedal, "On the limited memory BFGS method for large scale optimization", 1989):
 * the inverse Hessian from the last few steps alone, so that an iteration is linear in the number of parameters. The
 * first step is the gradient with length 1, or its own if shorter, but at least 1e-5 of the length of x.
 *
 * @example
 * const rosenbrock = (x: Tensor) => {
 *   const [a, b] = split(x, 2);
 *   return b.sub(a.square()).square().mul(100).add(a.sub(1).square()).sum();
 * };
 * const start = tensor([-1.2, 1], { dtype: "float64" });
 * const { x } = await solve.minimize(rosenbrock, start, { method: solve.lbfgs({ memory: 5 }) });
 * await x.data(); // [1, 1]
 */
export function lbfgs(options: LbfgsOptions = {}): Method {
  const { memory = 10, search = strongWolfe() } = readLbfgs("lbfgs", options);
  return descentMethod({ name: "L-BFGS", descent: () => limitedMemory(memory), search });
}

const readLbfgs = optionsReader<LbfgsOptions>({ memory: kind.count, search: searchKind });
