/** @file AdaGrad. */

import { requireNonNegative, requirePositive } from "../../check.ts";
import type { Operand, Tensor } from "../../graph/tensor.ts";
import { add, div, mul } from "../../ops/elementwise/arithmetic.ts";
import { cast } from "../../ops/elementwise/cast.ts";
import { sqrt, square } from "../../ops/elementwise/unary.ts";
import { mapTree, type Tree } from "../../tree.ts";
import { chain } from "../chain.ts";
import { castLike, filledLike } from "../math/moments.ts";
import { type LearningRate, scaleByLearningRate, scaleBySchedule } from "../schedules/schedule.ts";
import { flag, type Signature } from "../text/signature.ts";
import type { Optimizer, Transform } from "../transform.ts";

export interface ScaleByAdagradOptions {
  /** Where the sum of squares starts; 0.1 by default (optax, Keras), 0 in PyTorch, where the first step is η·sign(g). */
  readonly initialAccumulator?: number;
  /** Against division by zero; 1e-7 by default. */
  readonly eps?: Operand;
  /** Add eps under the root (optax, Keras) and not behind it (PyTorch); `true` by default. */
  readonly epsInside?: boolean;
}

export interface AdagradOptions extends ScaleByAdagradOptions {
  /** 0.01 by default. */
  readonly learningRate?: LearningRate;
  /** PyTorch's d of η/(1 + d(t - 1)); 0 by default. */
  readonly rateDecay?: Operand;
}

/** s ← s + g²; the update is g/√(s + eps), or g/(√s + eps). */
export function scaleByAdagrad({
  initialAccumulator = 0.1,
  eps = 1e-7,
  epsInside = true,
}: ScaleByAdagradOptions = {}): Transform<Tree> {
  requireNonNegative("adagrad({ initialAccumulator })", initialAccumulator);
  requirePositive("adagrad({ eps })", eps);
  const root = (sum: Tensor) =>
    epsInside ? sqrt(add(sum, castLike(eps, sum))) : add(sqrt(sum), castLike(eps, sum));
  return {
    init: (params) => filledLike(params, initialAccumulator),
    update(gradients, state) {
      const sums = mapTree((sum, gradient) => add(sum, square(gradient)), state, gradients);
      return [mapTree((gradient, sum) => div(gradient, root(sum)), gradients, sums), sums];
    },
  };
}

/**
 * AdaGrad (Duchi et al. 2011): x ← x - ηg/√(s + eps), s ← s + g². Every coordinate has a rate of its own, which only
 * ever falls: slowly for features that are rare.
 *
 * @example
 * const optimizer = optim.adagrad({ learningRate: 0.1, initialAccumulator: 0 });
 * const params = tensor([1, 2, 3]);
 * const [updates] = optimizer.update(params.mul(2), optimizer.init(params), { params });
 * await updates.data(); // [-0.1, -0.1, -0.1]
 */
export function adagrad({
  learningRate = 1e-2,
  rateDecay = 0,
  ...options
}: AdagradOptions = {}): Optimizer<readonly Tree[]> {
  requireNonNegative("adagrad({ rateDecay })", rateDecay);
  const links = [scaleByAdagrad(options), scaleByLearningRate("adagrad", learningRate)];
  return rateDecay === 0 ? chain(...links) : chain(...links, scaleByInverseTime(rateDecay));
}

function scaleByInverseTime(decay: Operand): Transform<{ step: Tensor }> {
  return scaleBySchedule((step) => {
    const count = cast(step, "float64");
    return div(1, add(mul(count, castLike(decay, count)), 1));
  });
}

export const adagradSignature: Signature<AdagradOptions> = {
  name: "adagrad",
  create: adagrad,
  parameters: {
    learningRate: "number",
    initialAccumulator: "number",
    eps: "number",
    epsInside: flag,
    rateDecay: "number",
  },
};
