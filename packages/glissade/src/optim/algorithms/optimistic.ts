/** @file Optimistic descent. */

import { requireNonNegative } from "../../check.ts";
import type { Operand, Tensor } from "../../graph/tensor.ts";
import { add, mul, sub } from "../../ops/elementwise/arithmetic.ts";
import { equal, where } from "../../ops/elementwise/compare.ts";
import { mapTree, type Tree } from "../../tree.ts";
import { chain } from "../chain.ts";
import { scalarLike, zeroSteps, zerosLike } from "../math/moments.ts";
import { type LearningRate, scaleByLearningRate } from "../schedules/schedule.ts";
import type { Signature } from "../text/signature.ts";
import type { Optimizer, Transform } from "../transform.ts";
import { type AdamOptions, adamSignature, scaleByAdam } from "./adam.ts";

export interface OptimisticOptions {
  /** α, the weight of the gradient; 1 by default. */
  readonly alpha?: Operand;
  /** β, the weight of its change since the last step; 1 by default. */
  readonly beta?: Operand;
}

export interface OptimisticGradientDescentOptions extends OptimisticOptions {
  readonly learningRate: LearningRate;
}

/** Adam looks ahead by default (`nesterov: true`). */
export interface OptimisticAdamOptions extends OptimisticOptions, AdamOptions {}

/** A type and not an interface, so that it is a tree. */
type OptimisticState = { readonly step: Tensor; readonly previous: Tree };

/** The update is αg + β(g - h) with the gradient h of the step before, and αg at first. */
export function scaleByOptimisticGradient(
  { alpha = 1, beta = 1 }: OptimisticOptions = {},
  name = "optimisticGradientDescent",
): Transform<OptimisticState> {
  requireNonNegative(`${name}({ alpha })`, alpha);
  requireNonNegative(`${name}({ beta })`, beta);
  return {
    init: (params) => ({ step: zeroSteps(), previous: zerosLike(params) }),
    update(gradients, state) {
      const predict = (gradient: Tensor, before: Tensor) => {
        const weight = where(equal(state.step, 0), 0, scalarLike(beta, gradient));
        return sub(mul(gradient, add(weight, scalarLike(alpha, gradient))), mul(before, weight));
      };
      const next = { step: add(state.step, 1), previous: gradients };
      return [mapTree(predict, gradients, state.previous), next];
    },
  };
}

/**
 * Optimistic gradient descent (Popov 1980; Mokhtari et al. 2020): x ← x - η(αg + β(g - h)), which takes the change
 * since the last gradient h for the next one. It settles in saddles of two-player games, where descent circles.
 *
 * @example
 * const optimizer = optim.optimisticGradientDescent({ learningRate: 0.1 });
 * const params = tensor([1, 2]);
 * const [, state] = optimizer.update(tensor([2, 4]), optimizer.init(params), { params });
 * const [updates] = optimizer.update(tensor([1, 5]), state, { params });
 * await updates.data(); // [0, -0.6]
 */
export const optimisticGradientDescent = ({
  learningRate,
  ...options
}: OptimisticGradientDescentOptions): Optimizer<readonly Tree[]> =>
  chain(scaleByOptimisticGradient(options), scaleByLearningRate("optimisticGradientDescent", learningRate));

/**
 * Optimistic Adam (Daskalakis et al. 2018): x ← x - η(αu + β(u - w)) with Adam's update u and the one before, w.
 *
 * @example
 * const optimizer = optim.optimisticAdam({ learningRate: 0.1, nesterov: false });
 * const params = tensor([1, 2, 3]);
 * const [updates] = optimizer.update(params.mul(2), optimizer.init(params), { params });
 * await updates.data(); // [-0.1, -0.1, -0.1]
 */
export function optimisticAdam({
  learningRate = 1e-3,
  alpha,
  beta,
  nesterov = true,
  ...options
}: OptimisticAdamOptions = {}): Optimizer<readonly Tree[]> {
  return chain(
    scaleByAdam({ ...options, nesterov }, "optimisticAdam"),
    scaleByOptimisticGradient({ alpha, beta }, "optimisticAdam"),
    scaleByLearningRate("optimisticAdam", learningRate),
  );
}

export const optimisticGradientDescentSignature: Signature<OptimisticGradientDescentOptions> = {
  name: "optimisticGradientDescent",
  create: optimisticGradientDescent,
  parameters: { learningRate: "number", alpha: "number", beta: "number" },
};

export const optimisticAdamSignature: Signature<OptimisticAdamOptions> = {
  name: "optimisticAdam",
  create: optimisticAdam,
  parameters: { ...adamSignature.parameters, alpha: "number", beta: "number" },
};
