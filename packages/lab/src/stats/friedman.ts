/** @file Friedman's test: whether several optimizers differ across problems, by their ranks. */

import { requireOptions } from "../checks.ts";
import { requireOneOf } from "./arguments.ts";
import { permuteRanks } from "./friedman-permutation.ts";
import { sum } from "./moments.ts";
import type { Permutation } from "./permutation.ts";
import { chiSquareSurvival, type FDegrees, fSurvival } from "./ratio-tails.ts";
import { type Better, ranksOf, requireScores, type Scores } from "./score-table.ts";

export interface Friedman {
  /** Of each column, 1 for the best. */
  readonly averageRanks: readonly number[];
  /** Friedman's statistic, corrected for ties; its p-value is too large for few problems. */
  readonly chiSquare: { readonly statistic: number; readonly df: number; readonly p: number };
  /** Iman and Davenport's F, nearer the truth; infinite where all problems rank alike, though a few may by chance. */
  readonly imanDavenport: FDegrees & { readonly f: number; readonly p: number };
  /** By all orders of the ranks within each problem, or 9999 random ones where there are more than 200 000: right for few problems too. */
  readonly permutation: Permutation;
}

interface FriedmanOptions {
  /** Which scores are good ones. */
  readonly better: Better;
}

/**
 * Tests whether some column of a table of scores, problems by optimizers, ranks above others across the rows (Friedman,
 * "The use of ranks to avoid the assumption of normality implicit in the analysis of variance", 1937; Iman and Davenport,
 * "Approximations of the critical region of the Friedman statistic", 1980). One score for each problem: the mean over its
 * runs. Ranks leave the size of differences out, so that problems of any scale count alike. `null` where all scores of
 * each problem are equal.
 *
 * @throws ShapeError where rows differ in length.
 *
 * @example
 * friedmanTest([[1, 2, 3], [1, 3, 2], [1, 2, 3]], { better: "lower" })?.averageRanks; // [1, 7 / 3, 8 / 3]
 */
export function friedmanTest(scores: Scores, options: FriedmanOptions): Friedman | null {
  requireScores("friedmanTest(scores)", scores);
  requireOptions("friedmanTest", options, { needed: ["better"] });
  requireOneOf("friedmanTest({ better })", options.better, ["higher", "lower"]);
  const [n, k] = [scores.length, scores[0]!.length];
  const rows = scores.map((row) => ranksOf(row, options.better));
  const totals = Array.from({ length: k }, (_, column) =>
    sum(
      rows.map(({ ranks }) => ranks[column]!),
      (r) => r,
    ),
  );
  const ties = sum(
    rows.flatMap(({ groups }) => groups),
    (size) => size ** 3 - size,
  );
  const untied = 1 - ties / (n * k * (k * k - 1));
  if (!(untied > 0)) return null;
  // 12 Σ (R - n(k+1)/2)² / (n k (k+1)), which is the usual form without its cancellation
  const spread = sum(totals, (total) => (total - (n * (k + 1)) / 2) ** 2);
  const statistic = (12 * spread) / (n * k * (k + 1)) / untied;
  return {
    averageRanks: totals.map((total) => total / n),
    chiSquare: { statistic, df: k - 1, p: chiSquareSurvival(statistic, k - 1) },
    imanDavenport: imanDavenport(statistic, n, k),
    permutation: permuteRanks(rows.map(({ ranks }) => ranks)),
  };
}

/** F = (n-1) χ² / (n (k-1) - χ²), with (k-1) and (k-1)(n-1) degrees of freedom. */
function imanDavenport(statistic: number, n: number, k: number): Friedman["imanDavenport"] {
  const left = n * (k - 1) - statistic;
  const [df1, df2] = [k - 1, (k - 1) * (n - 1)];
  if (n === 1) return { f: 0, df1, df2, p: 1 };
  const f = left > 1e-12 * statistic ? ((n - 1) * statistic) / left : Infinity;
  return { f, df1, df2, p: fSurvival(f, { df1, df2 }) };
}
