/** @file The Mann-Whitney U test, exact or asymptotic, with the conventions of SciPy's `mannwhitneyu`. */

import { normalSurvival } from "./distributions.ts";
import { sum } from "./moments.ts";
import { rank } from "./ranks.ts";

export interface MannWhitney {
  /** Pairs in which the value of a is the greater; ties count one half. */
  readonly u: number;
  /** Two-sided. */
  readonly p: number;
  readonly method: "exact" | "asymptotic";
}

/** `auto` is exact where there are no ties and one sample has at most 8 values. */
export type MannWhitneyMethod = "auto" | "exact" | "asymptotic";

/**
 * Tests whether values of a tend to be greater, or less, than values of b; `null` where a sample is empty.
 *
 * @example
 * mannWhitneyTest([1, 2, 3], [4, 5, 6]); // { u: 0, p: 0.1, method: "exact" }
 */
export function mannWhitneyTest(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  method: MannWhitneyMethod = "auto",
): MannWhitney | null {
  const n = a.length;
  const m = b.length;
  if (n === 0 || m === 0) return null;
  const { ranks, groups } = rank([...Array.from(a), ...Array.from(b)]);
  const u = sum(ranks.subarray(0, n), (r) => r) - (n * (n + 1)) / 2;
  const automatic = Math.min(n, m) <= 8 && groups.length === n + m ? "exact" : "asymptotic";
  const chosen = method === "auto" ? automatic : method;
  const extreme = Math.max(u, n * m - u);
  const tail = chosen === "exact" ? exactTail(extreme, n, m) : asymptoticTail(extreme, n, groups);
  return { u, p: Math.min(1, 2 * tail), method: chosen };
}

/** P(U >= u) by the normal distribution, corrected for ties and continuity. */
function asymptoticTail(u: number, n: number, groups: readonly number[]): number {
  const total = sum(groups, (size) => size);
  const m = total - n;
  const ties = sum(groups, (size) => size ** 3 - size) / (total * (total - 1));
  const deviation = Math.sqrt(((n * m) / 12) * (total + 1 - ties));
  return normalSurvival((u - (n * m) / 2 - 0.5) / deviation);
}

/**
 * P(U >= u) without ties: U is distributed as the coefficients of the Gaussian binomial
 * Π (1 - q^(m+i)) / (1 - q^i), i = 1..n; dividing by (m+i)/i at each factor keeps their sum at one.
 */
function exactTail(u: number, n: number, m: number): number {
  const last = n * m - Math.floor(u);
  const frequency = new Float64Array(last + 1);
  frequency[0] = 1;
  for (let i = 1; i <= n; i++) {
    for (let k = last; k >= m + i; k--) frequency[k]! -= frequency[k - m - i]!;
    for (let k = i; k <= last; k++) frequency[k]! += frequency[k - i]!;
    for (let k = 0; k <= last; k++) frequency[k]! *= i / (m + i);
  }
  return sum(frequency, (f) => f);
}
