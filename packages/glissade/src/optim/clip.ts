/** @file Limits on the size of gradients. */

import type { Tensor } from "../graph/tensor.ts";
import { add, div, maximum, mul } from "../ops/arithmetic.ts";
import { sum } from "../ops/sum.ts";
import { sqrt, square } from "../ops/unary.ts";
import { flatten, mapTree, type Tree } from "../tree.ts";
import { requirePositive } from "./check.ts";
import type { Transform } from "./transform.ts";

/** The Euclidean norm of all leaves together. */
export const globalNorm = (tree: Tree): Tensor =>
  sqrt(
    flatten(tree)
      .leaves.map((leaf) => sum(square(leaf)))
      .reduce((total, part) => add(total, part)),
  );

/**
 * Shrinks the gradients so that the norm of all together is at most `limit` (Pascanu et al. 2013).
 *
 * @example
 * const [clipped] = optim.clipByGlobalNorm(1).update(tensor([3, 4]), [], { params: tensor([0, 0]) });
 * await clipped.data(); // [0.6, 0.8]
 */
export function clipByGlobalNorm(limit: number): Transform<readonly Tree[]> {
  requirePositive("clipByGlobalNorm(limit)", limit);
  return {
    init: () => [],
    update(gradients, state) {
      const factor = div(limit, maximum(globalNorm(gradients), limit));
      return [mapTree((leaf) => mul(leaf, factor), gradients), state];
    },
  };
}
