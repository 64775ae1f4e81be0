/** @file All ways to deal values to two samples, and to sign differences. */

/** How many ways there are to choose k of n; a float where it is no longer whole. */
export function choose(n: number, k: number): number {
  let ways = 1;
  for (let j = 1; j <= Math.min(k, n - k); j++) ways = (ways * (n - j + 1)) / j;
  return ways;
}

/** Calls `visit` with the sum of each subset of `size` values. */
export function visitSubsetSums(values: ArrayLike<number>, size: number, visit: (sum: number) => void): void {
  const extend = (from: number, missing: number, total: number): void => {
    if (missing === 0) visit(total);
    else for (let i = from; i <= values.length - missing; i++) extend(i + 1, missing - 1, total + values[i]!);
  };
  extend(0, size, 0);
}

/** Calls `visit` with the sum of the values under each choice of their signs. */
export function visitSignedSums(values: ArrayLike<number>, visit: (sum: number) => void): void {
  const extend = (from: number, total: number): void => {
    if (from === values.length) {
      visit(total);
      return;
    }
    extend(from + 1, total + values[from]!);
    extend(from + 1, total - values[from]!);
  };
  extend(0, 0);
}
