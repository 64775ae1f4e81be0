/** @file The test of equivalence: whether a difference is smaller than what matters. */

import { requireOptions } from "../checks.ts";
import { requirePositive, requireShare } from "./arguments.ts";
import { studentCritical, studentTwoSided } from "./distributions.ts";
import { pairedSpreadOf, requirePairs } from "./paired.ts";
import { requireSamples } from "./samples.ts";
import { welchDifference } from "./t-test.ts";

export interface Equivalence {
  /** Of the worse of the two tests: below `alpha`, the difference is within the margin. */
  readonly p: number;
  /** That the difference is above -margin. */
  readonly above: OneSided;
  /** That the difference is below the margin. */
  readonly below: OneSided;
  readonly df: number;
  readonly margin: number;
  /** Mean of a minus mean of b, or the mean difference of pairs. */
  readonly mean: number;
  /** Ends of the interval of confidence 1 - 2·alpha, inside the margins exactly where p < alpha. */
  readonly low: number;
  readonly high: number;
  readonly confidence: number;
}

interface OneSided {
  readonly t: number;
  readonly p: number;
}

export interface EquivalenceOptions {
  /** The greatest difference that does not matter, in the unit of the values. */
  readonly margin: number;
  /** Whether a and b are pairs; `false` by default. */
  readonly paired?: boolean;
  /** The level of both tests; 0.05 by default. */
  readonly alpha?: number;
}

/**
 * Two one-sided t tests (Schuirmann, "A comparison of the two one-sided tests procedure and the power approach", 1987)
 * that the difference of means is less than a margin either way: Welch's, or those of pairs. A large p-value of another
 * test does not show that two optimizers are equally good; a small one here does. `null` without spread.
 *
 * @throws ArgumentError where the margin is not above 0.
 *
 * @example
 * equivalenceTest([1, 2, 3, 4], [1.1, 2, 3, 4.1], { margin: 5 })?.mean; // -0.05
 */
export function equivalenceTest(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  options: EquivalenceOptions,
): Equivalence | null {
  requireSamples("equivalenceTest", a, b);
  requireOptions("equivalenceTest", options, { needed: ["margin"], optional: ["paired", "alpha"] });
  const { margin, paired = false, alpha = 0.05 } = options;
  requirePositive("equivalenceTest({ margin })", margin);
  requireShare("equivalenceTest({ alpha })", alpha);
  if (paired) requirePairs("equivalenceTest", a, b);
  const spread = paired ? pairedSpreadOf(a, b) : welchDifference(a, b);
  if (!spread) return null;
  const { unit, mean, error, df } = spread;
  const above = oneSided((mean + margin / unit) / error, df);
  const below = oneSided((margin / unit - mean) / error, df);
  const reach = studentCritical(2 * alpha, df) * error;
  return {
    ...{ p: Math.max(above.p, below.p), above, below, df, margin, mean: unit * mean },
    ...{ low: unit * (mean - reach), high: unit * (mean + reach), confidence: 1 - 2 * alpha },
  };
}

/** P(T > t) */
function oneSided(t: number, df: number): OneSided {
  const half = studentTwoSided(t, df) / 2;
  return { t, p: t > 0 ? half : 1 - half };
}
