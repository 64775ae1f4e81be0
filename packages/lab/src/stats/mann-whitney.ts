/** @file The Mann-Whitney U test, exact or asymptotic, with the conventions of SciPy's `mannwhitneyu`. */

import { requireOneOf } from "./arguments.ts";
import { normalSurvival } from "./distributions.ts";
import { exactTail, hasExactTail } from "./mann-whitney-exact.ts";
import { sum } from "./moments.ts";
import { rank } from "./ranks.ts";
import { requireSamples } from "./samples.ts";

export interface MannWhitney {
  /** Pairs in which the value of a is the greater; ties count one half. */
  readonly u: number;
  /** Two-sided. */
  readonly p: number;
  /** Also `"asymptotic"` where `"exact"` was asked for a sample of fewer than 8 values and one of very many: n·m > 1e8. */
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
  requireSamples("mannWhitneyTest", a, b);
  requireOneOf("mannWhitneyTest(method)", method, ["auto", "exact", "asymptotic"]);
  const n = a.length;
  const m = b.length;
  if (n === 0 || m === 0) return null;
  const { ranks, groups } = rank([...Array.from(a), ...Array.from(b)]);
  const u = sum(ranks.subarray(0, n), (r) => r) - (n * (n + 1)) / 2;
  const automatic = Math.min(n, m) <= 8 && groups.length === n + m ? "exact" : "asymptotic";
  const wanted = method === "auto" ? automatic : method;
  const sizes = { n: Math.min(n, m), m: Math.max(n, m) };
  const chosen = wanted === "exact" && !hasExactTail(sizes) ? "asymptotic" : wanted;
  const extreme = Math.max(u, n * m - u);
  const tail =
    chosen === "exact" ? exactTail(Math.floor(extreme), sizes) : asymptoticTail(extreme, n, groups);
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
