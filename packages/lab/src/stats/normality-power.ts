/** @file How often tests of normality find what is not normal: seldom in small samples. */

import { requireInteger } from "./arguments.ts";

export interface NormalityPower {
  /** The size of the samples that were drawn: the greatest in the table that is not above n. */
  readonly n: number;
  /** Share of samples from an exponential distribution that Shapiro-Wilk finds not normal at 0.05. */
  readonly skewed: number;
  /** From a uniform distribution. */
  readonly flat: number;
  /** From Student's t with 3 degrees of freedom. */
  readonly heavy: number;
}

/** By simulation, 100 000 samples each: n, skewed, flat, heavy. */
const SHARES = [
  [3, 0.073, 0.06, 0.053],
  [5, 0.163, 0.059, 0.09],
  [8, 0.34, 0.073, 0.154],
  [10, 0.443, 0.082, 0.19],
  [15, 0.68, 0.127, 0.268],
  [20, 0.836, 0.199, 0.338],
  [30, 0.968, 0.38, 0.461],
  [50, 0.999, 0.748, 0.638],
  [100, 1, 0.996, 0.875],
] as const;

/**
 * The power of the Shapiro-Wilk test, the best of its kind, for samples of n values from three distributions that are not
 * normal at all. That a test "does not reject normality" with 5 runs says next to nothing. `null` below 3 values.
 *
 * @example
 * normalityPower(5)?.skewed; // 0.163
 */
export function normalityPower(n: number): NormalityPower | null {
  requireInteger("normalityPower(n)", n);
  const row = SHARES.findLast(([size]) => size <= n);
  return row ? { n: row[0], skewed: row[1], flat: row[2], heavy: row[3] } : null;
}
