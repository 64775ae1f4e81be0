/** @file The step size of Polyak. */

import { requireFinite, requireNonNegative, requirePositive } from "../../check.ts";
import type { Operand } from "../../graph/tensor.ts";
import { add, div, maximum, minimum, mul, sub } from "../../ops/elementwise/arithmetic.ts";
import { greater, where } from "../../ops/elementwise/compare.ts";
import { square } from "../../ops/elementwise/unary.ts";
import { mapTree, type Tree } from "../../tree.ts";
import { chain } from "../chain.ts";
import { requireLoss } from "../context.ts";
import { castLike } from "../math/moments.ts";
import { type LearningRate, scaleByLearningRate } from "../schedules/schedule.ts";
import type { Signature } from "../text/signature.ts";
import type { Optimizer, Transform } from "../transform.ts";
import { globalNorm } from "../transforms/clip.ts";

export interface ScaleByPolyakOptions {
  /** A lower bound f* of the loss; 0 by default. */
  readonly minimum?: Operand;
  /** 1 by default. */
  readonly maxStepSize?: Operand;
  /** Added to the squared norm of the gradient; 0 by default. */
  readonly eps?: Operand;
}

export interface PolyakOptions extends ScaleByPolyakOptions {
  /** Multiplies the step that the loss and the gradient suggest; 1 by default. */
  readonly learningRate?: LearningRate;
}

/**
 * u ← u·min(max(f - f*, 0)/(‖u‖² + eps), maxStepSize) over all leaves together, for updates u that are gradients; 0
 * for a gradient of 0, and below f*. Needs the loss.
 *
 * @example
 * const params = tensor([3, 4]);
 * const context = { params, loss: params.square().sum() };
 * const [updates] = optim.scaleByPolyak().update(params.mul(2), [], context);
 * await updates.data(); // [1.5, 2]
 */
export function scaleByPolyak({
  minimum: least = 0,
  maxStepSize = 1,
  eps = 0,
}: ScaleByPolyakOptions = {}): Transform<readonly Tree[]> {
  requireFinite("polyak({ minimum })", least);
  requirePositive("polyak({ maxStepSize })", maxStepSize);
  requireNonNegative("polyak({ eps })", eps);
  return {
    init: () => [],
    update(gradients, state, context) {
      const loss = requireLoss("polyak", context);
      const slope = square(globalNorm(gradients));
      const above = castLike(maximum(sub(loss, castLike(least, loss)), 0), slope);
      const below = add(slope, castLike(eps, slope));
      const size = where(greater(below, 0), minimum(div(above, below), castLike(maxStepSize, slope)), 0);
      return [mapTree((leaf) => mul(leaf, castLike(size, leaf)), gradients), state];
    },
  };
}

/**
 * Gradient descent with the step size of Polyak (1987), stochastic by Loizou et al. (2021):
 * x ← x - η·min((f(x) - f*)/‖g‖², maxStepSize)·g. On ‖x‖² each step halves x.
 *
 * @example
 * const optimizer = optim.polyak();
 * const params = tensor([1, 2, 3]);
 * const context = { params, loss: params.square().sum() };
 * const [updates] = optimizer.update(params.mul(2), optimizer.init(params), context);
 * await updates.data(); // [-0.5, -1, -1.5]
 */
export const polyak = ({ learningRate = 1, ...options }: PolyakOptions = {}): Optimizer<readonly Tree[]> =>
  chain(scaleByPolyak(options), scaleByLearningRate("polyak", learningRate));

export const polyakSignature: Signature<PolyakOptions> = {
  name: "polyak",
  create: polyak,
  parameters: { learningRate: "number", minimum: "number", maxStepSize: "number", eps: "number" },
};
