/** @file Fromage. */

import type { Tensor } from "../../graph/tensor.ts";
import { add, mul, sub } from "../../ops/elementwise/arithmetic.ts";
import { rsqrt } from "../../ops/elementwise/pow.ts";
import { square } from "../../ops/elementwise/unary.ts";
import { mapTree } from "../../tree.ts";
import { chain } from "../chain.ts";
import { requireParams } from "../context.ts";
import { scalarLike, zeroSteps } from "../math/moments.ts";
import { type Algorithm, algorithm } from "../options/algorithm.ts";
import type { Named, OptionsOf } from "../options/option.ts";
import { positive, rate } from "../options/option-makers.ts";
import { type LearningRate, rateAt, type ScheduleState } from "../schedules/schedule.ts";
import type { NoState, Transform } from "../transform.ts";
import { trustRatio } from "../transforms/trust-ratio.ts";

const options = {
  /** How far each layer moves, in parts of its norm. */
  learningRate: rate(),
  /** Norms of parameters and gradients are at least this. */
  minNorm: positive(1e-6),
};

export interface FromageOptions extends OptionsOf<typeof options>, Named {}

/** x ← k(x - ηu) with k = 1/√(1 + η²), so that steps across do not make the layer grow. */
const turn = (where: string, rate: LearningRate): Transform<ScheduleState> => ({
  init: () => ({ step: zeroSteps() }),
  update(updates, { step }, context) {
    const move = (update: Tensor, param: Tensor) => {
      const eta = scalarLike(rateAt(rate, step), param);
      const k = rsqrt(add(square(eta), 1));
      return sub(mul(param, sub(k, 1)), mul(update, mul(k, eta)));
    };
    return [mapTree(move, updates, requireParams(where, context)), { step: add(step, 1) }];
  },
  learningRate: ({ step }) => rateAt(rate, step),
});

/**
 * Fromage (Bernstein et al., "On the distance between two neural networks and the stability of learning", 2020,
 * arXiv 2002.03432): x ← (x - ηg‖x‖/‖g‖)/√(1 + η²) for each leaf.
 *
 * @throws ArgumentError where an option is unknown or outside its range, and in `update` without parameters.
 *
 * @example
 * const optimizer = optim.fromage({ learningRate: 0.75 });
 * const params = tensor([4, 0]);
 * const [updates] = optimizer.update(tensor([0, 2]), optimizer.init(params), { params });
 * await updates.data(); // [-0.8, -2.4]
 */
export const fromage: Algorithm<FromageOptions, readonly [NoState, ScheduleState]> = algorithm(
  "fromage",
  options,
  ({ learningRate, minNorm }, name) =>
    chain(trustRatio(name, { coefficient: 1, eps: 0, minNorm }), turn(name, learningRate)),
);
