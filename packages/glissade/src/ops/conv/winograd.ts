/** @file Winograd's convolution F(2×2, 3×3) as operations: 36 products of direct sums become 16. */

import { literal } from "../../graph/literal.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { add } from "../elementwise/arithmetic.ts";
import { matmul } from "../linalg/matmul.ts";
import { reshape, transpose } from "../shape/layout.ts";
import { perChannel } from "./conv-forms.ts";
import { patches } from "./patches.ts";

type Matrix = readonly (readonly number[])[];

/** Bᵀ, of 4 elements of an input. */
const dataMatrix = [
  [1, 0, -1, 0],
  [0, 1, 1, 0],
  [0, -1, 1, 0],
  [0, 1, 0, -1],
];

/** G, of the 3 elements of a kernel. */
const kernelMatrix = [
  [1, 0, 0],
  [0.5, 0.5, 0.5],
  [0.5, -0.5, 0.5],
  [0, 0, 1],
];

/** Aᵀ, to 2 elements of the output. */
const outputMatrix = [
  [1, 1, 1, 0],
  [0, 1, -1, -1],
];

/** Twice G of F(3×3, 2×2) in the middle, of 2 elements of the gradient of an output. */
const outputGradientMatrix = [
  [1, 0],
  [1, 1],
  [1, -1],
  [0, 1],
];

/** Aᵀ of F(3×3, 2×2) with half of that, to the 3 elements of the gradient of a kernel. */
const kernelGradientMatrix = [
  [1, 0.5, 0.5, 0],
  [0, 0.5, -0.5, 0],
  [0, 0.5, 0.5, -1],
];

/** What applies a matrix to rows and to columns, as one matrix for all elements. */
const both = (matrix: Matrix): Tensor =>
  literal(
    matrix.flatMap((row) => matrix.flatMap((column) => row.flatMap((x) => column.map((y) => x * y)))),
    "float32",
    [matrix.length ** 2, matrix[0]!.length ** 2],
  );

/** Tiles of an output channel: one below the other, and one beside the other. */
export interface Tiles {
  readonly rows: number;
  readonly columns: number;
}

/** From [batch, channels, elements, tiles] to a matrix [channels, batch·tiles] for each element. */
function toMatrices(x: Tensor): Tensor {
  const [batch, channels, elements, tiles] = x.shape as [number, number, number, number];
  return reshape(transpose(x, [2, 1, 0, 3]), [elements, channels, batch * tiles]);
}

/** Bᵀ·d·B of the 4×4 elements that each tile needs of inputs [batch, channels, height, width]. */
export function tilesOfInputs(x: Tensor, before: readonly number[], { rows, columns }: Tiles): Tensor {
  const after = [rows, columns].map((count, axis) => 2 * count + 2 - before[axis]! - x.shape[axis + 2]!);
  const needed = patches(x, { kernel: [4, 4], strides: [2, 2], dilations: [1, 1], before, after });
  const flat = reshape(needed, [x.shape[0]!, x.shape[1]!, 16, rows * columns]);
  return toMatrices(matmul(both(dataMatrix), flat));
}

/** A·dy·Aᵀ, but for signs, of the 2×2 elements of each tile in gradients [batch, channels, 2·rows, 2·columns]. */
export function tilesOfGradients(dy: Tensor, { rows, columns }: Tiles): Tensor {
  const [batch, channels] = dy.shape as [number, number];
  const split = reshape(dy, [batch, channels, rows, 2, columns, 2]);
  const flat = reshape(transpose(split, [0, 1, 3, 5, 2, 4]), [batch, channels, 4, rows * columns]);
  return toMatrices(matmul(both(outputGradientMatrix), flat));
}

/** Outputs [batch, channels, 2·rows, 2·columns], Aᵀ·m·A for each tile, with a number per channel added. */
export function outputsOfTiles(m: Tensor, bias: Tensor | undefined, { rows, columns }: Tiles): Tensor {
  const [, channels, all] = m.shape as [number, number, number];
  const batch = all / (rows * columns);
  const moved = transpose(reshape(m, [16, channels, batch, rows * columns]), [2, 1, 0, 3]);
  const parts = reshape(matmul(both(outputMatrix), moved), [batch, channels, 2, 2, rows, columns]);
  const y = reshape(transpose(parts, [0, 1, 4, 2, 5, 3]), [batch, channels, 2 * rows, 2 * columns]);
  return bias ? add(y, perChannel(bias, 2)) : y;
}

/** G·g·Gᵀ of kernels [filters, channels, 3, 3], as sixteen matrices [filters, channels]. */
export function tilesOfKernels(w: Tensor): Tensor {
  const [filters, channels] = w.shape as [number, number];
  const flat = transpose(reshape(w, [filters * channels, 9]));
  return reshape(matmul(both(kernelMatrix), flat), [16, filters, channels]);
}

/** The gradient of kernels as [channels, filters, 3, 3], from sixteen products [channels, filters] of tiles. */
export function kernelGradientOfTiles(products: Tensor): Tensor {
  const [, channels, filters] = products.shape as [number, number, number];
  const flat = transpose(reshape(products, [16, channels * filters]));
  return reshape(matmul(flat, transpose(both(kernelGradientMatrix))), [channels, filters, 3, 3]);
}
