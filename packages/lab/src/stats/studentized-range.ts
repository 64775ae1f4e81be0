/** @file The studentized range: the widest difference among several means. */

import { chiMean } from "./chi-mean.ts";
import { normalSurvival } from "./distributions.ts";
import { rootOf, upperBound } from "./root.ts";

/** Of which range: among how many means, with how many degrees of freedom of their deviation. */
export interface RangeOf {
  readonly means: number;
  /** Infinity where the deviation is known. */
  readonly df: number;
}

/** Beyond this many deviations on either side nothing is left. */
const WIDEST = 9;
const STEP = 1 / 8;

/** P(range ≤ q) of `means` standard normals: k ∫ φ(z) (Φ(z) - Φ(z - q))^(k-1) dz, z their greatest. */
function normalRange(q: number, means: number): number {
  let total = 0;
  for (let z = -WIDEST; z <= WIDEST; z += STEP) {
    const inside = normalSurvival(z - q) - normalSurvival(z);
    total += Math.exp((-z * z) / 2) * inside ** (means - 1);
  }
  return (means * STEP * total) / Math.sqrt(2 * Math.PI);
}

/** P(range / S > q). */
export function rangeSurvival(q: number, { means, df }: RangeOf): number {
  if (df === Infinity) return 1 - normalRange(q, means);
  return 1 - chiMean(df, (s) => normalRange(q * s, means), 1 + q);
}

/** The q that the studentized range exceeds with probability `alpha`. */
export function rangeCritical(alpha: number, range: RangeOf): number {
  const excess = (q: number) => alpha - rangeSurvival(q, range);
  return rootOf(excess, { low: 0, high: upperBound(excess) });
}
