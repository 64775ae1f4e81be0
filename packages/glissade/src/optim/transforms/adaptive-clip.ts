/** @file Limits on gradients in proportion to the parameters. */

import { requirePositive } from "../../graph/operand-checks.ts";
import type { Operand, Tensor } from "../../graph/tensor.ts";
import { maximum, mul } from "../../ops/elementwise/arithmetic.ts";
import { sqrt, square } from "../../ops/elementwise/unary.ts";
import { sum } from "../../ops/reduce/sum.ts";
import { mapTree } from "../../tree.ts";
import { requireParams } from "../context.ts";
import { castLike } from "../math/moments.ts";
import { unitAxes } from "../math/units.ts";
import { type Named, type OptionsOf, read } from "../options/option.ts";
import { functionOf, optional, positive } from "../options/option-makers.ts";
import type { NoState, Transform } from "../transform.ts";
import { shrinkage } from "./clip.ts";

const options = {
  /** The norm of a unit counts as at least this, so that units at zero can move. */
  eps: positive(1e-3),
  /** The axes along which the weights of one unit lie; by default those of our layers. */
  axes: optional(functionOf<(param: Tensor) => readonly number[]>("a leaf")),
};

export interface AdaptiveClipOptions extends OptionsOf<typeof options>, Named {}

const unitNorm = (x: Tensor, axis: readonly number[]): Tensor =>
  sqrt(sum(square(x), { axis, keepDims: true }));

/**
 * Adaptive gradient clipping (Brock et al., "High-Performance Large-Scale Image Recognition Without Normalization",
 * 2021, arXiv 2102.06171): for each unit of a layer, ‖g‖ is at most limit·max(‖x‖, eps). The units of a matrix are its
 * columns, those of a convolution its output channels; a vector is one unit.
 *
 * @throws ArgumentError where the limit or eps is a number and not positive and finite, and in `update` without
 * parameters.
 *
 * @example
 * const params = tensor([[3, 0], [4, 0]]);
 * const [clipped] = optim.adaptiveClip(0.1).update(tensor([[6, 0], [8, 1]]), [], { params });
 * await clipped.data(); // [0.3, 0, 0.4, 0.0001]
 */
export function adaptiveClip(limit: Operand, given?: AdaptiveClipOptions): Transform<NoState> {
  const { eps, axes = unitAxes } = read("adaptiveClip", options, given);
  requirePositive("adaptiveClip(limit)", limit);
  const shrink = (gradient: Tensor, param: Tensor): Tensor => {
    const along = axes(param);
    const most = mul(maximum(unitNorm(param, along), castLike(eps, param)), castLike(limit, param));
    return mul(gradient, shrinkage(unitNorm(gradient, along), most));
  };
  return {
    init: () => [],
    update: (updates, state, context) => [
      mapTree(shrink, updates, requireParams("adaptiveClip", context)),
      state,
    ],
  };
}
adaptiveClip.options = options;
