/** @file Stochastic gradient descent, with momentum in three forms. */

import { ArgumentError } from "../errors.ts";
import type { Operand, Tensor } from "../graph/tensor.ts";
import { add, mul } from "../ops/arithmetic.ts";
import { mapTree, type Tree } from "../tree.ts";
import { chain } from "./chain.ts";
import { requireDecay } from "./check.ts";
import { beside, zerosLike } from "./moments.ts";
import { type LearningRate, scaleByLearningRate } from "./schedule.ts";
import type { Signature } from "./signature.ts";
import type { Optimizer, Transform } from "./transform.ts";

export interface SgdOptions {
  readonly learningRate: LearningRate;
  /** μ in [0, 1); 0, plain descent, by default. */
  readonly momentum?: Operand;
  /**
   * `true`: the parameters are the look-ahead point, as in PyTorch and optax. `"textbook"`: the gradient is taken at
   * x + μv. `false` by default: heavy ball.
   */
  readonly nesterov?: boolean | "textbook";
}

interface TraceOptions {
  /** Also apply momentum to the sum just made. */
  readonly nesterov?: boolean;
  /** Ask for the gradient where the momentum alone would lead. */
  readonly lookAhead?: boolean;
}

/** b ← g + μb; the update is b, or g + μb with Nesterov. */
export function trace(
  momentum: Operand,
  { nesterov = false, lookAhead = false }: TraceOptions = {},
): Transform {
  const accumulate = (gradient: Tensor, sum: Tensor) => add(gradient, mul(sum, beside(momentum, sum)));
  return {
    init: zerosLike,
    update(gradients, state) {
      const sums = mapTree(accumulate, gradients, state);
      return [nesterov ? mapTree(accumulate, gradients, sums) : sums, sums];
    },
    gradientPoint: lookAhead
      ? (params, state) => mapTree((leaf, sum) => add(leaf, mul(sum, beside(momentum, sum))), params, state)
      : undefined,
  };
}

/**
 * Stochastic gradient descent: x ← x - ηg; with momentum b ← g + μb, x ← x - ηb (Polyak 1964); with
 * `nesterov: true` x ← x - η(g + μb); with `"textbook"` v ← μv - η∇f(x + μv), x ← x + v (Nesterov 1983).
 *
 * @example
 * const optimizer = optim.sgd({ learningRate: 0.2, momentum: 0.9 });
 * const params = tensor([1, 2, 3]);
 * const gradients = params.mul(2);
 * const [updates] = optimizer.update(gradients, optimizer.init(params), { params });
 * await optim.applyUpdates(params, updates).data(); // [0.6, 1.2, 1.8]
 */
export function sgd({
  learningRate,
  momentum = 0,
  nesterov = false,
}: SgdOptions): Optimizer<readonly Tree[]> {
  requireDecay("sgd({ momentum })", momentum);
  if (nesterov && momentum === 0) {
    throw new ArgumentError({ where: "sgd({ nesterov })", rule: "needs momentum above 0, got 0" });
  }
  const descend = scaleByLearningRate("sgd", learningRate);
  if (momentum === 0) return chain(descend);
  if (nesterov === "textbook") return chain(descend, trace(momentum, { lookAhead: true }));
  return chain(trace(momentum, { nesterov }), descend);
}

export const sgdSignature: Signature<SgdOptions> = {
  name: "sgd",
  create: sgd,
  parameters: { learningRate: "number", momentum: "number", nesterov: [false, true, "textbook"] },
};
