/** @file The norm of a tree, and elements within bounds. */

import { literal } from "../../graph/literal.ts";
import type { Operand, Tensor } from "../../graph/tensor.ts";
import { add, neg } from "../../ops/elementwise/arithmetic.ts";
import { clip } from "../../ops/elementwise/rounding.ts";
import { sqrt, square } from "../../ops/elementwise/unary.ts";
import { sum } from "../../ops/reduce/sum.ts";
import { flatten, type Tree } from "../../tree.ts";
import { scalarLike } from "./moments.ts";

/** The Euclidean norm of all leaves together. */
export function globalNorm(tree: Tree): Tensor {
  const squares = flatten(tree).leaves.map((leaf) => sum(square(leaf)));
  return squares.length === 0 ? literal(0, "float32") : sqrt(squares.reduce(add));
}

/** The elements within ±limit. */
export function clamp(leaf: Tensor, limit: Operand): Tensor {
  const most = scalarLike(limit, leaf);
  return clip(leaf, { min: neg(most), max: most });
}
