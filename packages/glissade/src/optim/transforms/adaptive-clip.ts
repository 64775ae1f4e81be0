/** @file Limits on gradients in proportion to the parameters. */

import { requirePositive } from "../../check.ts";
import type { Operand, Tensor } from "../../graph/tensor.ts";
import { maximum, mul } from "../../ops/elementwise/arithmetic.ts";
import { sqrt, square } from "../../ops/elementwise/unary.ts";
import { sum } from "../../ops/reduce/sum.ts";
import { mapTree } from "../../tree.ts";
import { requireParams } from "../context.ts";
import { castLike } from "../math/moments.ts";
import { unitAxes } from "../math/units.ts";
import type { Transform } from "../transform.ts";
import { shrinkage } from "./clip.ts";

export interface AdaptiveClipOptions {
  /** The norm of a unit counts as at least this, so that units at zero can move; 1e-3 by default. */
  readonly eps?: Operand;
  /** The axes along which the weights of one unit lie; by default those of our layers. */
  readonly axis?: (param: Tensor) => readonly number[];
}

const unitNorm = (x: Tensor, axes: readonly number[]): Tensor =>
  sqrt(sum(square(x), { axis: axes, keepDims: true }));

/**
 * Adaptive gradient clipping (Brock et al. 2021): for each unit of a layer, ‖g‖ is at most limit·max(‖x‖, eps). The
 * units of a matrix are its columns, those of a convolution its output channels; a vector is one unit.
 *
 * @example
 * const params = tensor([[3, 0], [4, 0]]);
 * const [clipped] = optim.adaptiveClip(0.1).update(tensor([[6, 0], [8, 1]]), [], { params });
 * await clipped.data(); // [0.3, 0, 0.4, 0.0001]
 */
export function adaptiveClip(
  limit: Operand,
  { eps = 1e-3, axis = unitAxes }: AdaptiveClipOptions = {},
): Transform<readonly Tensor[]> {
  requirePositive("adaptiveClip(limit)", limit);
  requirePositive("adaptiveClip({ eps })", eps);
  const shrink = (gradient: Tensor, param: Tensor): Tensor => {
    const along = axis(param);
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
