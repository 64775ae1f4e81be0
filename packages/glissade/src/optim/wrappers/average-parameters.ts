/** @file Moving and stochastic averages of the parameters. */

import type { Operand, Tensor } from "../../graph/tensor.ts";
import { add, div, maximum, mul, sub } from "../../ops/elementwise/arithmetic.ts";
import { cast } from "../../ops/elementwise/cast.ts";
import { equal, greater, logicalAnd, logicalOr } from "../../ops/elementwise/compare.ts";
import { mod } from "../../ops/elementwise/rounding.ts";
import { mapTree, type Tree } from "../../tree.ts";
import { requireParams } from "../context.ts";
import { castLike, complement, correction, zeroSteps } from "../math/moments.ts";
import { type Named, type OptionsOf, read } from "../options/option.ts";
import { count, decay, flag, whole } from "../options/option-makers.ts";
import { applyUpdates, type Transform } from "../transform.ts";

export type AverageState = {
  /** Counts from 0: int32. */
  readonly step: Tensor;
  /** The average of the parameters. */
  readonly average: Tree;
};

/** a ← a + w(x - a) */
const follow = (average: Tree, params: Tree, weight: (leaf: Tensor) => Operand): Tree =>
  mapTree((mean, leaf) => add(mean, mul(sub(leaf, mean), weight(leaf))), average, params);

const movingOptions = {
  /** b of the average. */
  decay: decay(0.999),
  /** Give the first steps their share by dividing by 1 - bᵗ; otherwise the average starts at the first parameters. */
  debias: flag(true),
};

export interface AverageParametersOptions extends OptionsOf<typeof movingOptions>, Named {}

/**
 * As the last link: keeps a ← b·a + (1 - b)x of the parameters after each step, which is the point to evaluate; with
 * `debias` a/(1 - bᵗ) from a = 0 (Polyak and Juditsky, "Acceleration of Stochastic Approximation by Averaging", 1992,
 * with forgetting). The training stays as it is.
 *
 * @throws ArgumentError where an option is unknown or outside its range, and in `update` without parameters.
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
export function averageParameters(given?: AverageParametersOptions): Transform<AverageState> {
  const { decay, debias } = read("averageParameters", movingOptions, given);
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
    evaluationPoint: (params, { average }) => average as typeof params,
  };
}
averageParameters.options = movingOptions;

const stochasticOptions = {
  /** The step after which the average begins. Until then it is the parameters themselves. */
  start: whole(0),
  /** How many steps lie between the parameters that count. */
  every: count(1),
};

export interface StochasticWeightAveragingOptions extends OptionsOf<typeof stochasticOptions>, Named {}

export type StochasticWeightAveragingState = AverageState & {
  /** How many parameters are in the average: int32. */
  readonly count: Tensor;
};

/**
 * Stochastic weight averaging (Izmailov et al., "Averaging Weights Leads to Wider Optima and Better Generalization",
 * 2018, arXiv 1803.05407), as the last link: the mean of the parameters after the steps start + every,
 * start + 2·every, ..., which is the point to evaluate.
 *
 * @throws ArgumentError where an option is unknown or outside its range, and in `update` without parameters.
 *
 * @example
 * const average = optim.stochasticWeightAveraging({ start: 750, every: 50 });
 * const optimizer = optim.chain(optim.sgd({ learningRate: 0.1 }), average);
 */
export function stochasticWeightAveraging(
  given?: StochasticWeightAveragingOptions,
): Transform<StochasticWeightAveragingState> {
  const { start, every } = read("stochasticWeightAveraging", stochasticOptions, given);
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
    evaluationPoint: (params, { average }) => average as typeof params,
  };
}
stochasticWeightAveraging.options = stochasticOptions;
