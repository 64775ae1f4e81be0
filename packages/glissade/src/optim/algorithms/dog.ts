/** @file Distance over gradients. */

import { requirePositive } from "../../check.ts";
import { literal } from "../../graph/literal.ts";
import type { Operand, Tensor } from "../../graph/tensor.ts";
import { add, div, maximum, mul, sub } from "../../ops/elementwise/arithmetic.ts";
import { sqrt, square } from "../../ops/elementwise/unary.ts";
import { mapTree, type Tree } from "../../tree.ts";
import { chain } from "../chain.ts";
import { requireParams } from "../context.ts";
import { castLike, scalarLike } from "../math/moments.ts";
import { type LearningRate, scaleByLearningRate } from "../schedules/schedule.ts";
import type { Signature } from "../text/signature.ts";
import type { Optimizer, Transform } from "../transform.ts";
import { globalNorm } from "../transforms/clip.ts";
import { addDecayedWeights, type DecayOptions } from "../transforms/weight-decay.ts";

export interface ScaleByDogOptions {
  /** r₀, the distance that the first step assumes; by default 1e-6·(1 + ‖x₀‖). With batch norm 1e-4 is advised. */
  readonly initialDistance?: Operand;
  /** Added to the sum of squares; 1e-8 by default. */
  readonly eps?: Operand;
}

/** The weight decay, 0 by default, is an L2 penalty. */
export interface DogOptions extends ScaleByDogOptions, DecayOptions {
  /** Multiplies the rate that is found; 1 by default. */
  readonly learningRate?: LearningRate;
}

/** A type and not an interface, so that it is a tree. */
export type DogState = { readonly start: Tree; readonly distance: Tensor; readonly squares: Tensor };

/** r ← max(r, ‖x - x₀‖), G ← G + ‖g‖² over all leaves; the update is g·r/√(G + eps). */
export function scaleByDog({ initialDistance, eps = 1e-8 }: ScaleByDogOptions = {}): Transform<DogState> {
  if (initialDistance !== undefined) requirePositive("dog({ initialDistance })", initialDistance);
  requirePositive("dog({ eps })", eps);
  return {
    init(params) {
      const size = globalNorm(params);
      const distance =
        initialDistance === undefined ? mul(add(size, 1), 1e-6) : scalarLike(initialDistance, size);
      return { start: params, distance, squares: literal(0, size.dtype) };
    },
    update(gradients, { start, ...state }, context) {
      const moved = globalNorm(mapTree(sub, requireParams("dog", context), start));
      const distance = maximum(state.distance, moved);
      const squares = add(state.squares, square(globalNorm(gradients)));
      const rate = div(distance, sqrt(add(squares, castLike(eps, squares))));
      return [mapTree((leaf) => mul(leaf, rate), gradients), { start, distance, squares }];
    },
  };
}

/**
 * DoG (Ivgi et al. 2023): x ← x - g·r/√G with r the greatest distance from the start so far and G the sum of all
 * ‖g‖²: no rate to choose. Its authors advise to evaluate an average of the parameters.
 *
 * @example
 * const optimizer = optim.dog({ initialDistance: 0.5 });
 * const params = tensor([1, 2]);
 * const [updates] = optimizer.update(tensor([3, 4]), optimizer.init(params), { params });
 * await updates.data(); // [-0.3, -0.4]
 */
export const dog = ({
  learningRate = 1,
  weightDecay = 0,
  mask,
  ...options
}: DogOptions = {}): Optimizer<readonly Tree[]> =>
  chain(
    addDecayedWeights(weightDecay, { mask, name: "dog" }),
    scaleByDog(options),
    scaleByLearningRate("dog", learningRate),
  );

export const dogSignature: Signature<Omit<DogOptions, "mask">> = {
  name: "dog",
  create: dog,
  parameters: {
    learningRate: "number",
    initialDistance: "number",
    eps: "number",
    weightDecay: "number",
  },
};
