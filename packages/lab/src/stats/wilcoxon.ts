/** @file Wilcoxon's signed-rank test of pairs, exact also with ties, or asymptotic as SciPy's `wilcoxon`. */

import { requireOptions } from "../checks.ts";
import { normalSurvival } from "./distributions.ts";
import { sum } from "./moments.ts";
import { differencesOf, requirePairs } from "./paired.ts";
import { rank } from "./ranks.ts";

export interface Wilcoxon {
  /** The smaller of the rank sums of positive and of negative differences. */
  readonly w: number;
  /** Two-sided. */
  readonly p: number;
  /** Also `"asymptotic"` where `"exact"` was asked for more than 500 differences. */
  readonly method: "exact" | "asymptotic";
  /** Pairs without a difference, which are left out. */
  readonly zeros: number;
}

interface WilcoxonOptions {
  /** `"auto"`, the default, is exact for up to 50 pairs that differ. */
  readonly method?: "auto" | "exact" | "asymptotic";
}

const [EXACT_BY_ITSELF, EXACT_AT_MOST] = [50, 500];

/**
 * Tests whether the differences a - b of pairs lie symmetrically about zero (Wilcoxon, "Individual comparisons by
 * ranking methods", 1945). Pairs without a difference are left out, and equal differences share their mean rank; the
 * exact p-value counts all signs of the ranks at hand, so that it is exact with ties too. `null` without a pair.
 *
 * @throws ShapeError where the samples differ in length.
 *
 * @example
 * wilcoxonTest([1, 2, 3, 4, 5], [0, 0, 0, 0, 0]); // { w: 0, p: 0.0625, method: "exact", zeros: 0 }
 */
export function wilcoxonTest(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  options: WilcoxonOptions = {},
): Wilcoxon | null {
  requirePairs("wilcoxonTest", a, b);
  requireOptions("wilcoxonTest", options, { optional: ["method"] });
  if (a.length === 0) return null;
  const differences = differencesOf(a, b).values.filter((d) => d !== 0);
  const { ranks, groups } = rank(differences.map(Math.abs));
  const positive = sum(
    ranks.map((r, i) => (differences[i]! > 0 ? r : 0)),
    (r) => r,
  );
  const n = differences.length;
  const w = Math.min(positive, (n * (n + 1)) / 2 - positive);
  const { method = "auto" } = options;
  const isExact = method !== "asymptotic" && n <= (method === "exact" ? EXACT_AT_MOST : EXACT_BY_ITSELF);
  const p = Math.min(1, 2 * (isExact ? exactTail(w, ranks) : asymptoticTail(w, groups)));
  return { w, p, method: isExact ? "exact" : "asymptotic", zeros: a.length - n };
}

/** P(W ≤ w): the share of all signs, rank by rank; twice a mean rank is whole. */
function exactTail(w: number, ranks: Float64Array): number {
  const share = new Float64Array(2 * w + 1);
  share[0] = 1;
  for (const r of ranks) {
    for (let k = 2 * w; k >= 0; k--) share[k] = (share[k]! + (share[k - 2 * r] ?? 0)) / 2;
  }
  return sum(share, (s) => s);
}

/** P(W ≤ w) by the normal distribution, corrected for ties. */
function asymptoticTail(w: number, groups: readonly number[]): number {
  const n = sum(groups, (size) => size);
  if (n === 0) return 1;
  const ties = sum(groups, (size) => size ** 3 - size) / 2;
  const deviation = Math.sqrt((n * (n + 1) * (2 * n + 1) - ties) / 24);
  return normalSurvival(((n * (n + 1)) / 4 - w) / deviation);
}
