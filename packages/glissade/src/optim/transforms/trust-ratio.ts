/** @file Updates in proportion to the parameters: a layer that is twice as large moves twice as far. */

import { requireNonNegative, requirePositive } from "../../check.ts";
import type { Operand, Tensor } from "../../graph/tensor.ts";
import { add, div, maximum, minimum, mul } from "../../ops/elementwise/arithmetic.ts";
import { equal, where } from "../../ops/elementwise/compare.ts";
import { mapTree } from "../../tree.ts";
import { requireParams } from "../context.ts";
import { castLike } from "../math/moments.ts";
import type { Transform } from "../transform.ts";
import { globalNorm } from "./clip.ts";

export interface TrustRatioOptions {
  /** Multiplies the ratio; 1 by default. */
  readonly coefficient?: Operand;
  /** Added to the norm of the update; 0 by default. */
  readonly eps?: Operand;
  /** Both norms are at least this; 0 by default. */
  readonly minNorm?: Operand;
  /** The name that errors give; scaleByTrustRatio by default. */
  readonly name?: string;
}

/**
 * u ← u·c‖x‖/(‖u‖ + eps) for each leaf, and u where a norm is 0 (You et al. 2017).
 *
 * @example
 * const params = tensor([3, 4]);
 * const [updates] = optim.scaleByTrustRatio().update(tensor([0, 2]), [], { params });
 * await updates.data(); // [0, 5]
 */
export function scaleByTrustRatio({
  coefficient = 1,
  eps = 0,
  minNorm = 0,
  name = "scaleByTrustRatio",
}: TrustRatioOptions = {}): Transform<readonly Tensor[]> {
  requirePositive(`${name}({ coefficient })`, coefficient);
  requireNonNegative(`${name}({ eps })`, eps);
  requireNonNegative(`${name}({ minNorm })`, minNorm);
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
