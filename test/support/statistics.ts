/** @file Tests of random numbers; limits are what each statistic passes with probability 1e-3, from SciPy. */

import { expect } from "vitest";
import limits from "../fixtures/distributions.json" with { type: "json" };

type Limits = Readonly<Record<string, number>>;

/** Fails if the mean of independent values of a known variance is too far from its expectation. */
export function expectMean(values: ArrayLike<number>, expected: number, variance: number): void {
  let total = 0;
  for (let index = 0; index < values.length; index++) total += values[index]!;
  const deviations = Math.abs(total / values.length - expected) / Math.sqrt(variance / values.length);
  expect(deviations).toBeLessThan(limits.normalLimit);
}

/** Fails if the counts of cells do not fit their probabilities, which are equal where left out (Pearson). */
export function expectCounts(counts: readonly number[], probabilities?: readonly number[]): void {
  const size = counts.reduce((sum, count) => sum + count);
  const chiSquare = counts.reduce((sum, count, cell) => {
    const expected = size * (probabilities?.[cell] ?? 1 / counts.length);
    return sum + (count - expected) ** 2 / expected;
  }, 0);
  expect(chiSquare).toBeLessThan((limits.chiSquareLimits as Limits)[counts.length - 1]!);
}

/** How often each of the cells 0, 1, ... occurs. */
export function countCells(cells: Iterable<number>, length: number): number[] {
  const counts = new Array<number>(length).fill(0);
  for (const cell of cells) counts[cell]!++;
  return counts;
}

/** Fails if values do not follow the law between whose edges lie equal shares (Pearson, Kolmogorov). */
export function expectLaw(values: readonly number[], edges: readonly number[]): void {
  const sorted = Float64Array.from(values).sort();
  const below = [...edges.map((edge) => sorted.findIndex((value) => value > edge)), values.length];
  expectCounts(below.map((count, cell) => count - (below[cell - 1] ?? 0)));
  const gaps = below.map((count, cell) => Math.abs(count / values.length - (cell + 1) / below.length));
  expect(Math.max(...gaps) * Math.sqrt(values.length)).toBeLessThan(limits.kolmogorovLimit);
}

/** Fails if independent statistics with mean 0 and variance 1 are too large on the whole. */
export function expectNormal(deviations: readonly number[]): void {
  const sum = deviations.reduce((total, deviation) => total + deviation ** 2, 0);
  expect(sum).toBeLessThan((limits.chiSquareLimits as Limits)[deviations.length]!);
}
