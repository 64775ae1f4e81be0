/** @file Limits on the size of gradients. */

import { requirePositive } from "../../check.ts";
import type { Operand, Tensor } from "../../graph/tensor.ts";
import { add, div, maximum, mul, neg } from "../../ops/elementwise/arithmetic.ts";
import { clip } from "../../ops/elementwise/rounding.ts";
import { sqrt, square } from "../../ops/elementwise/unary.ts";
import { sum } from "../../ops/reduce/sum.ts";
import { flatten, mapTree, type Tree } from "../../tree.ts";
import { scalarLike } from "../math/moments.ts";
import { stateless, type Transform } from "../transform.ts";

/** The Euclidean norm of all leaves together. */
export const globalNorm = (tree: Tree): Tensor =>
  sqrt(
    flatten(tree)
      .leaves.map((leaf) => sum(square(leaf)))
      .reduce((total, part) => add(total, part)),
  );

/** Far below any limit that makes sense, so that a limit and a norm of 0 give 0 and not 0/0. */
const TINY = 1e-30;

/** limit/norm where the norm is above the limit, else 1. */
export const shrinkage = (norm: Tensor, limit: Tensor): Tensor =>
  div(limit, maximum(norm, maximum(limit, TINY)));

/**
 * Shrinks the gradients so that the norm of all together is at most `limit` (Pascanu et al. 2013).
 *
 * @example
 * const [clipped] = optim.clipByGlobalNorm(1).update(tensor([3, 4]), [], { params: tensor([0, 0]) });
 * await clipped.data(); // [0.6, 0.8]
 */
export function clipByGlobalNorm(limit: Operand): Transform<readonly Tree[]> {
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
 * Shrinks each leaf so that its own norm is at most `limit`.
 *
 * @example
 * const gradients = [tensor([3, 4]), tensor([0.5])];
 * const [[first, second]] = optim.clipByNorm(1).update(gradients, [], { params: gradients });
 * await first.data(); // [0.6, 0.8]
 * await second.data(); // [0.5]
 */
export function clipByNorm(limit: Operand) {
  requirePositive("clipByNorm(limit)", limit);
  return stateless((leaf) => mul(leaf, shrinkage(globalNorm(leaf), scalarLike(limit, leaf))));
}

/**
 * Shrinks each leaf so that its root mean square is at most `limit`.
 *
 * @example
 * const [clipped] = optim.clipByRms(1).update(tensor([3, 4, 0, 0]), [], { params: tensor([0, 0, 0, 0]) });
 * await clipped.data(); // [1.2, 1.6, 0, 0]
 */
export function clipByRms(limit: Operand) {
  requirePositive("clipByRms(limit)", limit);
  return stateless((leaf) => {
    const most = mul(scalarLike(limit, leaf), Math.sqrt(leaf.size));
    return mul(leaf, shrinkage(globalNorm(leaf), most));
  });
}

/** The elements within ±limit. */
export function clamp(leaf: Tensor, limit: Operand): Tensor {
  const most = scalarLike(limit, leaf);
  return clip(leaf, { min: neg(most), max: most });
}

/**
 * Keeps every element within ±limit.
 *
 * @example
 * const [clipped] = optim.clipByValue(1).update(tensor([-3, 0.5]), [], { params: tensor([0, 0]) });
 * await clipped.data(); // [-1, 0.5]
 */
export function clipByValue(limit: Operand) {
  requirePositive("clipByValue(limit)", limit);
  return stateless((leaf) => clamp(leaf, limit));
}
