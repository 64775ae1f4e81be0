/** @file Distance over gradients. */

import { literal } from "../../graph/literal.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { add, div, maximum, mul, sub } from "../../ops/elementwise/arithmetic.ts";
import { sqrt, square } from "../../ops/elementwise/unary.ts";
import { mapTree, type Tree } from "../../tree.ts";
import { requireParams } from "../context.ts";
import { castLike, scalarLike } from "../math/moments.ts";
import { globalNorm } from "../math/norms.ts";
import type { Algorithm } from "../options/algorithm.ts";
import { type Complete, type Named, type OptionsOf, read } from "../options/option.ts";
import { optional, positive, rate } from "../options/option-makers.ts";
import { type OptionalRate, type PenaltyOptions, penalty } from "../options/tables.ts";
import type { Transform } from "../transform.ts";
import { type PenalizedState, penalizedDescent } from "../transforms/descent.ts";

const rule = {
  /** r₀, the distance that the first step assumes; by default 1e-6·(1 + ‖x₀‖). With batch norm 1e-4 is advised. */
  initialDistance: optional(positive),
  /** Added to the sum of squares. */
  eps: positive(1e-8),
};

export interface ScaleByDogOptions extends OptionsOf<typeof rule>, Named {}

export type DogState = {
  /** x₀, the first parameters. */
  readonly start: Tree;
  /** r, the greatest distance from them so far: a scalar. */
  readonly distance: Tensor;
  /** G, the sum of all ‖g‖²: a scalar. */
  readonly squares: Tensor;
};

/**
 * r ← max(r, ‖x - x₀‖), G ← G + ‖g‖² over all leaves; the update is g·r/√(G + eps).
 *
 * @throws ArgumentError where an option is unknown or outside its range, and in `update` without parameters.
 */
export const scaleByDog = (given?: ScaleByDogOptions): Transform<DogState> =>
  distanceOverGradients("scaleByDog", read("scaleByDog", rule, given));
scaleByDog.options = rule;

const distanceOverGradients = (
  where: string,
  { initialDistance, eps }: Complete<typeof rule>,
): Transform<DogState> => ({
  init(params) {
    const size = globalNorm(params);
    const distance =
      initialDistance === undefined ? mul(add(size, 1), 1e-6) : scalarLike(initialDistance, size);
    return { start: params, distance, squares: literal(0, size.dtype) };
  },
  update(gradients, { start, ...state }, context) {
    const moved = globalNorm(mapTree(sub, requireParams(where, context), start));
    const distance = maximum(state.distance, moved);
    const squares = add(state.squares, square(globalNorm(gradients)));
    const rate = div(distance, sqrt(add(squares, castLike(eps, squares))));
    return [mapTree((leaf) => mul(leaf, rate), gradients), { start, distance, squares }];
  },
});

const options = { learningRate: rate(1), ...rule, ...penalty };

/** The learning rate multiplies the rate that is found. */
export interface DogOptions extends OptionalRate, ScaleByDogOptions, PenaltyOptions {}

/**
 * DoG (Ivgi, Hinder and Carmon, "DoG is SGD's Best Friend: A Parameter-Free Dynamic Step Size Schedule", 2023,
 * arXiv 2302.12022): x ← x - ηg·r/√(G + eps) with r the greatest distance from the start so far and G the sum of all
 * ‖g‖²: no rate to choose. Its authors advise to evaluate an average of the parameters.
 *
 * @throws ArgumentError where an option is unknown or outside its range, and in `update` without parameters.
 *
 * @example
 * const optimizer = optim.dog({ initialDistance: 0.5 });
 * const params = tensor([1, 2]);
 * const [updates] = optimizer.update(tensor([3, 4]), optimizer.init(params), { params });
 * await updates.data(); // [-0.3, -0.4]
 */
export const dog: Algorithm<DogOptions, PenalizedState<DogState>> = penalizedDescent(
  "dog",
  options,
  (given, name) => distanceOverGradients(name, given),
);
