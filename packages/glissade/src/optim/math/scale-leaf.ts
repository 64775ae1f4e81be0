/** @file Products of leaves with scalars, joined with the scalars that a leaf was multiplied by before. */

import { literalValue } from "../../graph/literal.ts";
import { sameShape } from "../../graph/shape.ts";
import type { Operand, Tensor } from "../../graph/tensor.ts";
import { Mul, mul } from "../../ops/elementwise/arithmetic.ts";
import { castLike } from "./moments.ts";

/**
 * x·s; as y·(t·s) where x is y·t for a scalar t that the graph computes, such as a bias correction or a ratio of norms.
 * That spares a pass over the leaf, which the graph itself may not spare: it does not know that products of such
 * factors and learning rates are far from the ends of what a float holds.
 */
export function scaleLeaf(leaf: Tensor, factor: Operand): Tensor {
  const scalar = castLike(factor, leaf);
  const { source } = leaf;
  if (source.kind !== "op" || source.op !== Mul) return mul(leaf, scalar);
  const [y, t] = source.inputs as [Tensor, Tensor];
  const isComputed = t.rank === 0 && literalValue(t) === undefined && sameShape(y.shape, leaf.shape);
  return isComputed ? mul(y, mul(t, scalar)) : mul(leaf, scalar);
}
