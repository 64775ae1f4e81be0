/** @file Averages of the parameters, which often do better than the parameters themselves. */

import { requireCount, requireDecay, requireWhole } from "../../check.ts";
import type { Operand, Tensor } from "../../graph/tensor.ts";
import { add, div, maximum, mul, sub } from "../../ops/elementwise/arithmetic.ts";
import { cast } from "../../ops/elementwise/cast.ts";
import { equal, greater, logicalAnd, logicalOr } from "../../ops/elementwise/compare.ts";
import { mod } from "../../ops/elementwise/rounding.ts";
import { mapTree, type Tree } from "../../tree.ts";
import { requireParams } from "../context.ts";
import { castLike, complement, correction, zeroSteps } from "../math/moments.ts";
import { applyUpdates, type Transform } from "../transform.ts";

/** A type and not an interface, so that it is a tree. */
export type AverageState = { readonly step: Tensor; readonly average: Tree };

/** a ← a + w(x - a) */
const follow = (average: Tree, params: Tree, weight: (leaf: Tensor) => Operand): Tree =>
  mapTree((mean, leaf) => add(mean, mul(sub(leaf, mean), weight(leaf))), average, params);

export interface AverageParametersOptions {
  /** b in [0, 1); 0.999 by default. */
  readonly decay?: Operand;
  /**
   * Give the first steps their share by dividing by 1 - bᵗ; otherwise the average starts at the first parameters.
   * `true` by default.
   */
  readonly debias?: boolean;
}

/**
 * As the last link: keeps a ← b·a + (1 - b)x of the parameters after each step, which is the point to evaluate; with
 * `debias` a/(1 - bᵗ) from a = 0 (Polyak and Juditsky 1992, with forgetting). The training stays as it is.
 *
 * @example
 * const optimizer = optim.chain(optim.sgd({ learningRate: 1 }), optim.averageParameters({ decay: 0.9 }));
 * let [x, state] = [tensor([0]), optimizer.init(tensor([0]))];
 * for (const gradient of [-1, -19]) {
 *   const [updates, next] = optimizer.update(tensor([gradient]), state, { params: x });
 *   [x, state] = [optim.applyUpdates(x, updates), next];
 * }
 * await x.data(); // [20]
 * const average = optimizer.evaluationPoint!(x, state) as Tensor;
 * await average.data(); // [11]
 */
export function averageParameters({
  decay = 0.999,
  debias = true,
}: AverageParametersOptions = {}): Transform<AverageState> {
  requireDecay("averageParameters({ decay })", decay);
  return {
    init: (params) => ({ step: zeroSteps(), average: params }),
    update(updates, state, context) {
      const params = applyUpdates(requireParams("averageParameters", context), updates);
      const step = add(state.step, 1);
      const weight = (leaf: Tensor) => {
        const rest = castLike(complement(decay), leaf);
        return debias ? div(rest, correction(decay, step, leaf)) : rest;
      };
      return [updates, { step, average: follow(state.average, params, weight) }];
    },
    evaluationPoint: (_, { average }) => average,
  };
}

export interface StochasticWeightAveragingOptions {
  /** The step after which the average begins; 0 by default. Until then it is the parameters themselves. */
  readonly start?: number;
  /** How many steps lie between the parameters that count; 1 by default. */
  readonly every?: number;
}

/** A type and not an interface, so that it is a tree. */
export type StochasticWeightAveragingState = AverageState & { readonly count: Tensor };

/**
 * Stochastic weight averaging (Izmailov et al. 2018), as the last link: the mean of the parameters after the steps
 * start + every, start + 2·every, ..., which is the point to evaluate.
 *
 * @example
 * const average = optim.stochasticWeightAveraging({ start: 750, every: 50 });
 * const optimizer = optim.chain(optim.sgd({ learningRate: 0.1 }), average);
 */
export function stochasticWeightAveraging({
  start = 0,
  every = 1,
}: StochasticWeightAveragingOptions = {}): Transform<StochasticWeightAveragingState> {
  requireWhole("stochasticWeightAveraging({ start })", start);
  requireCount("stochasticWeightAveraging({ every })", every);
  return {
    init: (params) => ({ step: zeroSteps(), count: zeroSteps(), average: params }),
    update(updates, state, context) {
      const params = applyUpdates(requireParams("stochasticWeightAveraging", context), updates);
      const step = add(state.step, 1);
      const counts = logicalAnd(greater(step, start), equal(mod(sub(step, start), every), 0));
      const count = add(state.count, cast(counts, "int32"));
      const moves = logicalOr(counts, equal(count, 0));
      const weight = ({ dtype }: Tensor) => div(cast(moves, dtype), cast(maximum(count, 1), dtype));
      return [updates, { step, count, average: follow(state.average, params, weight) }];
    },
    evaluationPoint: (_, { average }) => average,
  };
}
