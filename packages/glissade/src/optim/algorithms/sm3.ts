/** @file SM3. */

import type { Tensor } from "../../graph/tensor.ts";
import { add, div, minimum } from "../../ops/elementwise/arithmetic.ts";
import { sqrt, square } from "../../ops/elementwise/unary.ts";
import { max } from "../../ops/reduce/reduce.ts";
import { fullLike } from "../../ops/reduce/sum.ts";
import { average, castLike } from "../math/moments.ts";
import type { Algorithm } from "../options/algorithm.ts";
import { type Complete, type Named, type OptionsOf, read } from "../options/option.ts";
import { decay, positive, rate } from "../options/option-makers.ts";
import type { RequiredRate } from "../options/tables.ts";
import type { Transform } from "../transform.ts";
import { type DescentState, descent } from "../transforms/descent.ts";
import { type LeafwiseState, leafwise } from "../transforms/leafwise.ts";

const rule = {
  /** b of the average of the updates. */
  momentum: decay(0.9),
  /** Added to the sum of squares. */
  eps: positive(1e-8),
};

export interface ScaleBySm3Options extends OptionsOf<typeof rule>, Named {}

export type Sm3Leaf = {
  /** The average of the updates, in the shape of the leaf. */
  readonly m: Tensor;
  /** The largest sum of each slice along each axis. */
  readonly covers: readonly Tensor[];
};

/** The largest sum of each slice along an axis; vectors and scalars keep every sum. */
function coversOf(sums: Tensor): readonly Tensor[] {
  if (sums.rank < 2) return [sums];
  const axes = [...sums.shape.keys()];
  return axes.map((axis) => max(sums, { axis: axes.filter((other) => other !== axis), keepDims: true }));
}

/**
 * a ← g² + the least cover of each element, m ← b·m + (1 - b)·g/√(a + eps); a slice is covered by its largest a; the
 * update is m.
 *
 * @throws ArgumentError where an option is unknown or outside its range, and in `update` without parameters.
 */
export const scaleBySm3 = (given?: ScaleBySm3Options): Transform<LeafwiseState<Sm3Leaf>> =>
  divideByCovers("scaleBySm3", read("scaleBySm3", rule, given));
scaleBySm3.options = rule;

const divideByCovers = (
  name: string,
  { momentum, eps }: Complete<typeof rule>,
): Transform<LeafwiseState<Sm3Leaf>> =>
  leafwise<Sm3Leaf>(name, {
    init(param) {
      const zeros = fullLike(param, 0);
      return { m: zeros, covers: coversOf(zeros) };
    },
    update(gradient, { m, covers }) {
      const a = add(
        square(gradient),
        covers.reduce((least, cover) => minimum(least, cover)),
      );
      const next = average(momentum)(m, div(gradient, sqrt(add(a, castLike(eps, a)))));
      return [next, { m: next, covers: coversOf(a) }];
    },
  });

const options = { learningRate: rate(), ...rule };

export interface Sm3Options extends RequiredRate, ScaleBySm3Options {}

/**
 * SM3-II (Anil et al., "Memory-Efficient Adaptive Optimization", 2019, arXiv 1901.11150): AdaGrad that keeps one number
 * for each row and column instead of one for each element, with momentum: x ← x - ηm,
 * m ← b·m + (1 - b)·g/√(a + eps), where a is g² and the least of the numbers of the element's row and column.
 *
 * @throws ArgumentError where an option is unknown or outside its range, and in `update` without parameters.
 *
 * @example
 * const optimizer = optim.sm3({ learningRate: 0.1, momentum: 0 });
 * const params = tensor([[1, 2], [3, 4]]);
 * const [updates] = optimizer.update(params.mul(2), optimizer.init(params), { params });
 * await updates.data(); // [-0.1, -0.1, -0.1, -0.1]
 */
export const sm3: Algorithm<Sm3Options, DescentState<LeafwiseState<Sm3Leaf>>> = descent(
  "sm3",
  options,
  (given, name) => divideByCovers(name, given),
);
