/** @file Elements grouped by where they land after reducing, and their exact sums and products. */

import { isFloat } from "../../graph/dtype.ts";
import { type HostArray, indices } from "../../graph/host.ts";
import { reduceShape } from "../../graph/shape.ts";

/** Values of x grouped by where they land after reducing. */
export function groups(x: HostArray, axes: readonly number[]): number[][] {
  const kept = reduceShape(x.shape, axes, true);
  const result = Array.from({ length: kept.reduce((a, b) => a * b, 1) }, (): number[] => []);
  let flat = 0;
  for (const index of indices(x.shape)) {
    const group = kept.reduce(
      (position, length, axis) => position * length + (length === 1 ? 0 : index[axis]!),
      0,
    );
    result[group]!.push(x.data[flat++]!);
  }
  return result;
}

/** The sum of terms; that of integers is exact on the way, where float64 would lose digits. */
export const total = (dtype: HostArray["dtype"], terms: readonly number[]): number =>
  isFloat(dtype)
    ? terms.reduce((sum, term) => sum + term, 0)
    : Number(terms.reduce((sum, term) => sum + BigInt(term), 0n));

/** The sum of products of pairs, as exact. */
export const totalOfProducts = (dtype: HostArray["dtype"], pairs: readonly (readonly [number, number])[]) =>
  isFloat(dtype)
    ? pairs.reduce((sum, [x, y]) => sum + x * y, 0)
    : Number(pairs.reduce((sum, [x, y]) => sum + BigInt(x) * BigInt(y), 0n));

/** The product of factors, as exact. */
export const product = (dtype: HostArray["dtype"], factors: readonly number[]): number =>
  isFloat(dtype)
    ? factors.reduce((result, factor) => result * factor, 1)
    : Number(factors.reduce((result, factor) => result * BigInt(factor), 1n));
