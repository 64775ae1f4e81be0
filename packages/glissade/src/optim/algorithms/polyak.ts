/** @file The step size of Polyak. */

import { add, div, maximum, minimum, mul, sub } from "../../ops/elementwise/arithmetic.ts";
import { greater, where } from "../../ops/elementwise/compare.ts";
import { square } from "../../ops/elementwise/unary.ts";
import { mapTree } from "../../tree.ts";
import { requireLoss } from "../context.ts";
import { castLike } from "../math/moments.ts";
import { globalNorm } from "../math/norms.ts";
import type { Algorithm } from "../options/algorithm.ts";
import { type Complete, type Named, type OptionsOf, read } from "../options/option.ts";
import { finite, nonNegative, positive, rate } from "../options/option-makers.ts";
import type { OptionalRate } from "../options/tables.ts";
import type { NoState, Transform } from "../transform.ts";
import { type DescentState, descent } from "../transforms/descent.ts";

const rule = {
  /** A lower bound f* of the loss. */
  minimum: finite(0),
  /** The greatest factor of the gradient. */
  maxStepSize: positive(1),
  /** Added to the squared norm of the gradient. */
  eps: nonNegative(0),
};

export interface ScaleByPolyakOptions extends OptionsOf<typeof rule>, Named {}

/**
 * u ← u·min(max(f - f*, 0)/(‖u‖² + eps), maxStepSize) over all leaves together, for updates u that are gradients; 0
 * for a gradient of 0, and below f*. Needs the loss.
 *
 * @throws ArgumentError where an option is unknown or outside its range, and in `update` without the loss.
 *
 * @example
 * const params = tensor([3, 4]);
 * const context = { params, loss: params.square().sum() };
 * const [updates] = optim.scaleByPolyak().update(params.mul(2), [], context);
 * await updates.data(); // [1.5, 2]
 */
export const scaleByPolyak = (given?: ScaleByPolyakOptions): Transform<NoState> =>
  polyakStep("scaleByPolyak", read("scaleByPolyak", rule, given));
scaleByPolyak.options = rule;

const polyakStep = (
  name: string,
  { minimum: least, maxStepSize, eps }: Complete<typeof rule>,
): Transform<NoState> => ({
  init: () => [],
  update(gradients, state, context) {
    const loss = requireLoss(name, context);
    const slope = square(globalNorm(gradients));
    const above = castLike(maximum(sub(loss, castLike(least, loss)), 0), slope);
    const below = add(slope, castLike(eps, slope));
    const size = where(greater(below, 0), minimum(div(above, below), castLike(maxStepSize, slope)), 0);
    return [mapTree((leaf) => mul(leaf, castLike(size, leaf)), gradients), state];
  },
});

const options = { learningRate: rate(1), ...rule };

/** The learning rate multiplies the step that the loss and the gradient suggest. */
export interface PolyakOptions extends OptionalRate, ScaleByPolyakOptions {}

/**
 * Gradient descent with the step size of Polyak ("Introduction to Optimization", 1987), stochastic by Loizou et al.
 * ("Stochastic Polyak Step-size for SGD: An Adaptive Learning Rate for Fast Convergence", 2021, arXiv 2002.10542):
 * x ← x - η·min((f(x) - f*)/‖g‖², maxStepSize)·g. On ‖x‖² each step halves x.
 *
 * @throws ArgumentError where an option is unknown or outside its range, and in `update` without the loss.
 *
 * @example
 * const optimizer = optim.polyak();
 * const params = tensor([1, 2, 3]);
 * const context = { params, loss: params.square().sum() };
 * const [updates] = optimizer.update(params.mul(2), optimizer.init(params), context);
 * await updates.data(); // [-0.5, -1, -1.5]
 */
export const polyak: Algorithm<PolyakOptions, DescentState<NoState>> = descent(
  "polyak",
  options,
  (given, name) => polyakStep(name, given),
);
