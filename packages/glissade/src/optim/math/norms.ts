/** @file The norm of a tree, and elements within bounds. */

import { literal } from "../../graph/literal.ts";
import type { Operand, Tensor } from "../../graph/tensor.ts";
import { add, div, maximum, mul, neg } from "../../ops/elementwise/arithmetic.ts";
import { clip } from "../../ops/elementwise/rounding.ts";
import { abs, sqrt, square } from "../../ops/elementwise/unary.ts";
import { max } from "../../ops/reduce/reduce.ts";
import { sum } from "../../ops/reduce/sum.ts";
import { flatten, type Tree } from "../../tree.ts";
import { scalarLike } from "./moments.ts";

/** The Euclidean norm of all leaves together. */
export function globalNorm(tree: Tree): Tensor {
  const squares = flatten(tree).leaves.map((leaf) => sum(square(leaf)));
  return squares.length === 0 ? literal(0, "float32") : sqrt(squares.reduce(add));
}

/** The smallest positive numbers with all their bits. */
const SMALLEST = { float32: 2 ** -126, float64: 2 ** -1022 };

/**
 * A tensor divided by its norm, and the norm; zeros stay zeros, with a norm that one can divide by. The largest element
 * is divided by first, so that squares neither overflow nor vanish.
 */
export function normalize(x: Tensor): { readonly unit: Tensor; readonly norm: Tensor } {
  const largest = maximum(max(abs(x)), SMALLEST[x.dtype as keyof typeof SMALLEST]);
  const scaled = div(x, largest);
  const rest = maximum(globalNorm(scaled), 1);
  return { unit: div(scaled, rest), norm: mul(largest, rest) };
}

/** The elements within ±limit. */
export function clamp(leaf: Tensor, limit: Operand): Tensor {
  const most = scalarLike(limit, leaf);
  return clip(leaf, { min: neg(most), max: most });
}
