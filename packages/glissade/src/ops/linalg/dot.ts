/** @file Products of vectors. */

import { ShapeError } from "../../errors.ts";
import { requireTensor } from "../../graph/operand-checks.ts";
import { formatShape, sizeOf } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { mul } from "../elementwise/arithmetic.ts";
import { moveAxis, reshape, unsqueeze } from "../shape/layout.ts";
import { ravel } from "../shape/reorder.ts";
import { matmul } from "./matmul.ts";

/**
 * NumPy's dot product: the sum over the last axis of x and the second to last (or only) axis of y. A scalar multiplies.
 *
 * @example
 * await dot(tensor([1, 2]), tensor([3, 4])).item(); // 11
 */
export function dot(x: Tensor, y: Tensor): Tensor {
  requireTensor("dot", x);
  requireTensor("dot", y);
  if (x.rank === 0 || y.rank === 0) return mul(x, y);
  const axis = Math.max(y.rank - 2, 0);
  if (x.shape.at(-1) !== y.shape[axis]) {
    throw new ShapeError({
      where: "dot",
      rule: `inner sizes must match, got ${formatShape(x.shape)} and ${formatShape(y.shape)} (${x.shape.at(-1)} and ${y.shape[axis]})`,
    });
  }
  const rest = y.shape.toSpliced(axis, 1);
  const columns = reshape(moveAxis(y, axis, 0), [y.shape[axis]!, sizeOf(rest)]);
  return reshape(matmul(x, columns), [...x.shape.slice(0, -1), ...rest]);
}

/**
 * The product of each element of x with each element of y, both flattened: (x.size, y.size).
 *
 * @example
 * await outer(tensor([1, 2]), tensor([3, 4])).data(); // [3, 4, 6, 8]
 */
export const outer = (x: Tensor, y: Tensor): Tensor => {
  requireTensor("outer", x);
  requireTensor("outer", y);
  return mul(unsqueeze(ravel(x), { axis: 1 }), ravel(y));
};
