/** @file Limits on the size of gradients. */

import { requirePositive } from "../../graph/operand-checks.ts";
import type { Operand, Tensor } from "../../graph/tensor.ts";
import { div, maximum, mul } from "../../ops/elementwise/arithmetic.ts";
import { mapTree } from "../../tree.ts";
import { scalarLike } from "../math/moments.ts";
import { clamp, globalNorm } from "../math/norms.ts";
import { type NoState, stateless, type Transform } from "../transform.ts";

/** Far below any limit that makes sense, so that a limit and a norm of 0 give 0 and not 0/0. */
const TINY = 1e-30;

/** limit/norm where the norm is above the limit, else 1. */
export const shrinkage = (norm: Tensor, limit: Tensor): Tensor =>
  div(limit, maximum(norm, maximum(limit, TINY)));

/**
 * g ← g·min(1, limit/‖g‖) with the norm of all leaves together (Pascanu, Mikolov and Bengio, "On the difficulty of
 * training Recurrent Neural Networks", 2013, arXiv 1211.5063). Where the sum of squares overflows, in float32 from norms
 * of 2·10¹⁹ up, gradients become 0, as in PyTorch: a second pass would cost an update by Adam a fifth.
 *
 * @throws ArgumentError where the limit is a number and not positive and finite.
 *
 * @example
 * const [clipped] = optim.clipByGlobalNorm(1).update(tensor([3, 4]), [], { params: tensor([0, 0]) });
 * await clipped.data(); // [0.6, 0.8]
 */
export function clipByGlobalNorm(limit: Operand): Transform<NoState> {
  requirePositive("clipByGlobalNorm(limit)", limit);
  return {
    init: () => [],
    update(gradients, state) {
      const norm = globalNorm(gradients);
      const factor = shrinkage(norm, scalarLike(limit, norm));
      return [mapTree((leaf) => mul(leaf, factor), gradients), state];
    },
  };
}

/**
 * g ← g·min(1, limit/‖g‖) for each leaf by itself.
 *
 * @throws ArgumentError where the limit is a number and not positive and finite.
 *
 * @example
 * const gradients = [tensor([3, 4]), tensor([0.5])];
 * const [[first, second]] = optim.clipByNorm(1).update(gradients, [], { params: gradients });
 * await first.data(); // [0.6, 0.8]
 * await second.data(); // [0.5]
 */
export function clipByNorm(limit: Operand): Transform<NoState> {
  requirePositive("clipByNorm(limit)", limit);
  return stateless((leaf) => mul(leaf, shrinkage(globalNorm(leaf), scalarLike(limit, leaf))));
}

/**
 * g ← g·min(1, limit/rms(g)) for each leaf by itself, with its root mean square.
 *
 * @throws ArgumentError where the limit is a number and not positive and finite.
 *
 * @example
 * const [clipped] = optim.clipByRms(1).update(tensor([3, 4, 0, 0]), [], { params: tensor([0, 0, 0, 0]) });
 * await clipped.data(); // [1.2, 1.6, 0, 0]
 */
export function clipByRms(limit: Operand): Transform<NoState> {
  requirePositive("clipByRms(limit)", limit);
  return stateless((leaf) => {
    const most = mul(scalarLike(limit, leaf), Math.sqrt(leaf.size));
    return mul(leaf, shrinkage(globalNorm(leaf), most));
  });
}

/**
 * Every element within ±limit.
 *
 * @throws ArgumentError where the limit is a number and not positive and finite.
 *
 * @example
 * const [clipped] = optim.clipByValue(1).update(tensor([-3, 0.5]), [], { params: tensor([0, 0]) });
 * await clipped.data(); // [-1, 0.5]
 */
export function clipByValue(limit: Operand): Transform<NoState> {
  requirePositive("clipByValue(limit)", limit);
  return stateless((leaf) => clamp(leaf, limit));
}
