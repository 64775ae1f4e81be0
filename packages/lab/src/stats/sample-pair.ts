/** @file Two samples in one unit: the difference of their means and their deviations. */

import { type Centered, center, spreadOf, toUnit } from "./moments.ts";

interface Part {
  /** How many values. */
  readonly n: number;
  readonly deviation: number;
}

/** Two samples, in a unit in which nothing overflows. */
export interface SamplePair {
  readonly unit: number;
  /** Mean of a minus mean of b. */
  readonly difference: number;
  readonly a: Part;
  readonly b: Part;
}

/** `null` where a sample is empty. */
export function pairOf(a: ArrayLike<number>, b: ArrayLike<number>): SamplePair | null {
  if (a.length === 0 || b.length === 0) return null;
  const { unit, values } = toUnit([...Array.from(a), ...Array.from(b)]);
  const [inA, inB] = [center(values.subarray(0, a.length)), center(values.subarray(a.length))];
  return {
    unit,
    difference: inA.rough - inB.rough + (inA.rest - inB.rest),
    a: partOf(inA),
    b: partOf(inB),
  };
}

const partOf = (centered: Centered): Part => ({
  n: centered.deviations.length,
  deviation: spreadOf(centered),
});

/** The pair where its spread can be estimated: with two values in each sample, and not both constant; else `null`. */
export function spreadPairOf(a: ArrayLike<number>, b: ArrayLike<number>): SamplePair | null {
  const pair = a.length > 1 && b.length > 1 ? pairOf(a, b) : null;
  return pair && Math.max(pair.a.deviation, pair.b.deviation) > 0 ? pair : null;
}

/** The deviation within two samples of one variance: s² = ((n_a-1) s_a² + (n_b-1) s_b²) / (n_a + n_b - 2). */
export function pooledDeviation({ a, b }: SamplePair): number {
  const part = ({ n, deviation }: Part) => deviation * Math.sqrt((n - 1) / (a.n + b.n - 2));
  return Math.hypot(part(a), part(b));
}
