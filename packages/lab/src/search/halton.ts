/** @file Points of Halton sequences: one base for each axis. */

import type { Sequence } from "./sobol.ts";
import { randomOf, STREAMS } from "./streams.ts";

/** The first primes, by trial division. */
function primes(count: number): readonly number[] {
  const found: number[] = [];
  for (let n = 2; found.length < count; n++) if (found.every((prime) => n % prime !== 0)) found.push(n);
  return found;
}

/**
 * A Halton sequence (Halton, "On the efficiency of certain quasi-random sequences of points in evaluating
 * multi-dimensional integrals", 1960): the digits of the index in the base of the axis, a prime, mirrored at the point. Its first point is the origin. Axes with large bases are
 * correlated over the first points.
 *
 * @example
 * const point = halton(2);
 * [point(1), point(2)]; // [[1 / 2, 1 / 3], [1 / 4, 2 / 3]]
 */
export function halton(dimensions: number): Sequence {
  const bases = primes(dimensions);
  return (index) => bases.map((base) => mirrored(index, base));
}

function mirrored(index: number, base: number): number {
  let value = 0;
  for (let rest = index, unit = 1 / base; rest > 0; rest = Math.floor(rest / base), unit /= base) {
    value += (rest % base) * unit;
  }
  return value;
}

/**
 * A Halton sequence whose digits a seed permutes, each place by a permutation of its own (Owen, "A randomized Halton
 * algorithm in R", 2017): every point is uniform, and axes with large bases are no longer correlated.
 *
 * @example
 * const point = scrambledHalton(2, 7);
 * [0, 1, 2].map((k) => Math.floor(3 * point(k)[1]!)).toSorted(); // [0, 1, 2]
 */
export function scrambledHalton(dimensions: number, seed: number): Sequence {
  const axes = primes(dimensions).map((base, dimension) => {
    const random = randomOf(seed, STREAMS.halton, dimension);
    // Digits beyond are below the last bit of a float64.
    const digits = Math.floor(53 / Math.log2(base));
    const permutations = Array.from({ length: digits }, () => random.permutation(base));
    return { base, permutations };
  });
  return (index) => axes.map(({ base, permutations }) => permuted(index, base, permutations));
}

/** The leading zeros of the index are digits too. */
function permuted(index: number, base: number, permutations: readonly Uint32Array[]): number {
  let [value, rest, unit] = [0, index, 1 / base];
  for (const permutation of permutations) {
    value += permutation[rest % base]! * unit;
    rest = Math.floor(rest / base);
    unit /= base;
  }
  return value;
}
