/** @file SM3. */

import { requireDecay, requirePositive } from "../../check.ts";
import type { Operand, Tensor } from "../../graph/tensor.ts";
import { add, div, minimum } from "../../ops/elementwise/arithmetic.ts";
import { sqrt, square } from "../../ops/elementwise/unary.ts";
import { max } from "../../ops/reduce/reduce.ts";
import { fullLike } from "../../ops/reduce/sum.ts";
import type { Tree } from "../../tree.ts";
import { chain } from "../chain.ts";
import { average, castLike } from "../math/moments.ts";
import { type LearningRate, scaleByLearningRate } from "../schedules/schedule.ts";
import type { Signature } from "../text/signature.ts";
import type { Optimizer, Transform } from "../transform.ts";
import { leafwise } from "../transforms/leafwise.ts";

export interface ScaleBySm3Options {
  /** b in [0, 1); 0.9 by default. */
  readonly momentum?: Operand;
  /** Added to the sum of squares; 1e-8 by default. */
  readonly eps?: Operand;
}

export interface Sm3Options extends ScaleBySm3Options {
  readonly learningRate: LearningRate;
}

/** The largest sum of each slice along an axis; vectors and scalars keep every sum. */
const covers = (sums: Tensor): readonly Tensor[] =>
  sums.rank < 2
    ? [sums]
    : sums.shape.map((_, axis) =>
        max(sums, {
          axis: sums.shape.map((_, other) => other).filter((other) => other !== axis),
          keepDims: true,
        }),
      );

/** a ← g² + the least cover of each element, m ← b·m + (1 - b)·g/√(a + eps); a slice is covered by its largest a. */
export function scaleBySm3({ momentum = 0.9, eps = 1e-8 }: ScaleBySm3Options = {}): Transform {
  requireDecay("sm3({ momentum })", momentum);
  requirePositive("sm3({ eps })", eps);
  return leafwise("sm3", {
    init: (param) => ({ m: fullLike(param, 0), covers: covers(fullLike(param, 0)) }),
    update(gradient, state) {
      const sums = add(square(gradient), state.covers.reduce(minimum));
      const m = average(momentum)(state.m, div(gradient, sqrt(add(sums, castLike(eps, sums)))));
      return [m, { m, covers: covers(sums) }];
    },
  });
}

/**
 * SM3-II (Anil et al. 2019): Adagrad that keeps one number for each row and column instead of one for each element,
 * with momentum.
 *
 * @example
 * const optimizer = optim.sm3({ learningRate: 0.1, momentum: 0 });
 * const params = tensor([[1, 2], [3, 4]]);
 * const [updates] = optimizer.update(params.mul(2), optimizer.init(params), { params });
 * await updates.data(); // [-0.1, -0.1, -0.1, -0.1]
 */
export const sm3 = ({ learningRate, ...options }: Sm3Options): Optimizer<readonly Tree[]> =>
  chain(scaleBySm3(options), scaleByLearningRate("sm3", learningRate));

export const sm3Signature: Signature<Sm3Options> = {
  name: "sm3",
  create: sm3,
  parameters: { learningRate: "number", momentum: "number", eps: "number" },
};
