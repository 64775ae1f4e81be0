/** @file The trust ratio: updates in proportion to the parameters. */

import type { Tensor } from "../../graph/tensor.ts";
import { add, div, maximum, minimum, mul } from "../../ops/elementwise/arithmetic.ts";
import { equal, where } from "../../ops/elementwise/compare.ts";
import { mapTree } from "../../tree.ts";
import { requireParams } from "../context.ts";
import { castLike } from "../math/moments.ts";
import { globalNorm } from "../math/norms.ts";
import { type Complete, type Named, type OptionsOf, read } from "../options/option.ts";
import { nonNegative, positive } from "../options/option-makers.ts";
import type { NoState, Transform } from "../transform.ts";

const options = {
  /** c, which multiplies the ratio. */
  coefficient: positive(1),
  /** Added to the norm of the update. */
  eps: nonNegative(0),
  /** Both norms are at least this. */
  minNorm: nonNegative(0),
};

export interface TrustRatioOptions extends OptionsOf<typeof options>, Named {}

/**
 * u ← u·c‖x‖/(‖u‖ + eps) for each leaf, and u where a norm is 0 (You, Gitman and Ginsburg, "Large Batch Training of
 * Convolutional Networks", 2017, arXiv 1708.03888).
 *
 * @throws ArgumentError where an option is unknown or outside its range, and in `update` without parameters.
 *
 * @example
 * const params = tensor([3, 4]);
 * const [updates] = optim.scaleByTrustRatio().update(tensor([0, 2]), [], { params });
 * await updates.data(); // [0, 5]
 */
export const scaleByTrustRatio = (given?: TrustRatioOptions): Transform<NoState> =>
  trustRatio("scaleByTrustRatio", read("scaleByTrustRatio", options, given));
scaleByTrustRatio.options = options;

/** The same for an optimizer whose name errors say. */
export function trustRatio(
  name: string,
  { coefficient, eps, minNorm }: Complete<typeof options>,
): Transform<NoState> {
  const size = (leaf: Tensor) =>
    minNorm === 0 ? globalNorm(leaf) : maximum(globalNorm(leaf), castLike(minNorm, leaf));
  const scale = (update: Tensor, param: Tensor) => {
    const [above, below] = [size(param), size(update)];
    const ratio = div(mul(above, castLike(coefficient, param)), add(below, castLike(eps, update)));
    return mul(update, where(equal(minimum(above, below), 0), 1, ratio));
  };
  return {
    init: () => [],
    update: (updates, state, context) => [mapTree(scale, updates, requireParams(name, context)), state],
  };
}
