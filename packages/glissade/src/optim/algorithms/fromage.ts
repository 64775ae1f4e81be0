/** @file Fromage. */

import { requirePositive } from "../../check.ts";
import type { Operand, Tensor } from "../../graph/tensor.ts";
import { add, mul, sub } from "../../ops/elementwise/arithmetic.ts";
import { rsqrt } from "../../ops/elementwise/pow.ts";
import { square } from "../../ops/elementwise/unary.ts";
import { mapTree, type Tree } from "../../tree.ts";
import { chain } from "../chain.ts";
import { requireParams } from "../context.ts";
import { scalarLike, zeroSteps } from "../math/moments.ts";
import { type LearningRate, rateOf } from "../schedules/schedule.ts";
import type { Signature } from "../text/signature.ts";
import type { Optimizer, Transform } from "../transform.ts";
import { scaleByTrustRatio } from "../transforms/trust-ratio.ts";

export interface FromageOptions {
  /** How far each layer moves, in parts of its norm. */
  readonly learningRate: LearningRate;
  /** Norms of parameters and gradients are at least this; 1e-6 by default. */
  readonly minNorm?: Operand;
}

/** x ← k(x - ηu) with k = 1/√(1 + η²), so that steps across do not make the layer grow. */
function turn(learningRate: LearningRate): Transform<{ step: Tensor }> {
  const rate = rateOf("fromage", learningRate);
  return {
    init: () => ({ step: zeroSteps() }),
    update(updates, { step }, context) {
      const move = (update: Tensor, param: Tensor) => {
        const eta = scalarLike(rate(step), param);
        const k = rsqrt(add(square(eta), 1));
        return sub(mul(param, sub(k, 1)), mul(update, mul(k, eta)));
      };
      return [mapTree(move, updates, requireParams("fromage", context)), { step: add(step, 1) }];
    },
  };
}

/**
 * Fromage (Bernstein et al. 2020): x ← (x - ηg‖x‖/‖g‖)/√(1 + η²) for each leaf.
 *
 * @example
 * const optimizer = optim.fromage({ learningRate: 0.75 });
 * const params = tensor([4, 0]);
 * const [updates] = optimizer.update(tensor([0, 2]), optimizer.init(params), { params });
 * await updates.data(); // [-0.8, -2.4]
 */
export function fromage({ learningRate, minNorm = 1e-6 }: FromageOptions): Optimizer<readonly Tree[]> {
  requirePositive("fromage({ minNorm })", minNorm);
  return chain(scaleByTrustRatio({ minNorm, name: "fromage" }), turn(learningRate));
}

export const fromageSignature: Signature<FromageOptions> = {
  name: "fromage",
  create: fromage,
  parameters: { learningRate: "number", minNorm: "number" },
};
