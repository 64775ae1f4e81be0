/** @file Products of matrices with the slices of tensors along an axis. */

import { sizeOf } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { matmul } from "../../ops/linalg/matmul.ts";
import { moveAxis, reshape, transpose } from "../../ops/shape/layout.ts";

/** The slices along an axis as the rows of a matrix. */
function unfold(x: Tensor, axis: number): Tensor {
  const front = moveAxis(x, axis, 0);
  return reshape(front, [front.shape[0]!, sizeOf(front.shape.slice(1))]);
}

/** The products of all pairs of slices along an axis: for a matrix GGᵀ and GᵀG. */
export function gram(x: Tensor, axis: number): Tensor {
  const rows = unfold(x, axis);
  return matmul(rows, transpose(rows));
}

/** A matrix times the slices along an axis: for a matrix G the products AG and GAᵀ. */
export function alongAxis(matrix: Tensor, x: Tensor, axis: number): Tensor {
  const shape = [matrix.shape[0]!, ...x.shape.toSpliced(axis, 1)];
  return moveAxis(reshape(matmul(matrix, unfold(x, axis)), shape), 0, axis);
}

/** The axes that are no longer than a matrix may be. */
export const shortAxes = ({ shape }: Tensor, maxSize: number): readonly number[] =>
  [...shape.keys()].filter((axis) => shape[axis]! <= maxSize);
