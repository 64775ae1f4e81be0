/** @file Which form of a matrix product ONNX Runtime computes fastest, by measurement. */

import type { TensorType } from "../../graph/op.ts";

const [FEWEST_TERMS, SMALLEST_RATIO] = [512, 4];

/**
 * Whether aᵀb is faster as (bᵀa)ᵀ: long sums for a result that is much wider than high, the weight gradients of layers
 * that widen and of the gates of an LSTM. GFLOP/s with one thread, ONNX Runtime 1.30, AMD EPYC with AVX-512 (a product
 * of 4096×128 and 128×512 runs at 107), both forms by turns, the shortest of 21 times:
 *
 * | terms | result   | aᵀb | (bᵀa)ᵀ |
 * | ----- | -------- | --- | ------ |
 * | 768   | 128×512  | 87  | 90     |
 * | 1024  | 128×512  | 90  | 98     |
 * | 2048  | 128×512  | 83  | 91     |
 * | 4096  | 128×512  | 76  | 87     |
 * | 2048  | 64×512   | 70  | 80     |
 * | 1024  | 256×1024 | 88  | 91     |
 * | 2048  | 512×512  | 95  | 93     |
 * | 2048  | 512×128  | 88  | 80     |
 *
 * With two threads, and in WebAssembly, no difference shows. Other forms are the same kernel at the same speed: ONNX
 * Runtime folds a transpose of a factor, or behind a `Gemm`, into the product.
 */
export function isWideGradient(
  types: readonly TensorType[],
  { transposeA, transposeB }: { readonly transposeA: boolean; readonly transposeB: boolean },
): boolean {
  const [a, b] = types as [TensorType, TensorType];
  if (!transposeA || transposeB || a.dtype !== "float32" || a.shape.length !== 2 || b.shape.length !== 2)
    return false;
  const [terms, rows] = a.shape as [number, number];
  return terms >= FEWEST_TERMS && b.shape[1]! >= SMALLEST_RATIO * rows;
}
