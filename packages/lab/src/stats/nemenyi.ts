/** @file Nemenyi's test: which optimizers differ in average rank, and the groups of a critical-difference diagram. */

import { requireOptions } from "../checks.ts";
import { requireInteger, requireOneOf, requireShare } from "./arguments.ts";
import { mean } from "./moments.ts";
import { type Better, ranksOf, requireScores, type Scores } from "./score-table.ts";
import { rangeCritical, rangeSurvival } from "./studentized-range.ts";

export interface Nemenyi {
  /** Of each column, 1 for the best. */
  readonly averageRanks: readonly number[];
  /** Columns whose average ranks are further apart than this differ. */
  readonly criticalDifference: number;
  /** Of each pair of columns, adjusted for all pairs. */
  readonly p: readonly (readonly number[])[];
  /** Columns from best to worst. */
  readonly order: readonly number[];
  /** The longest runs of `order` within the critical difference: the bars of the diagram; those of one column are left out. */
  readonly groups: readonly (readonly number[])[];
}

interface NemenyiOptions {
  /** Which scores are good ones. */
  readonly better: Better;
  /** 0.05 by default. */
  readonly alpha?: number;
}

interface RankDifferenceOptions {
  /** How many are compared, two or more. */
  readonly arms: number;
  readonly problems: number;
  /** 0.05 by default. */
  readonly alpha?: number;
}

/** The standard error of a difference of average ranks. */
const rankError = (arms: number, problems: number): number => Math.sqrt((arms * (arms + 1)) / (6 * problems));

/**
 * How far apart two average ranks must be: q/√2 · √(k(k+1)/(6N)), q of the studentized range of k normals (Demšar,
 * "Statistical comparisons of classifiers over multiple data sets", 2006).
 *
 * @example
 * criticalRankDifference({ arms: 4, problems: 14 }); // 1.25356
 */
export function criticalRankDifference(options: RankDifferenceOptions): number {
  requireOptions("criticalRankDifference", options, { needed: ["arms", "problems"], optional: ["alpha"] });
  const { arms, problems, alpha = 0.05 } = options;
  requireInteger("criticalRankDifference({ arms })", arms, 2);
  requireInteger("criticalRankDifference({ problems })", problems);
  requireShare("criticalRankDifference({ alpha })", alpha);
  return (rangeCritical(alpha, { means: arms, df: Infinity }) / Math.SQRT2) * rankError(arms, problems);
}

/**
 * Compares the average ranks of all pairs of columns after a Friedman test that found a difference (Nemenyi,
 * "Distribution-free multiple comparisons", 1963). What it cannot tell apart forms the groups of the diagram.
 *
 * @throws ShapeError where rows differ in length.
 *
 * @example
 * nemenyiTest([[1, 2, 9], [1, 3, 9], [2, 1, 9]], { better: "lower" }).groups; // [[0, 1, 2]]
 */
export function nemenyiTest(scores: Scores, options: NemenyiOptions): Nemenyi {
  requireScores("nemenyiTest(scores)", scores);
  requireOptions("nemenyiTest", options, { needed: ["better"], optional: ["alpha"] });
  const { better, alpha = 0.05 } = options;
  requireOneOf("nemenyiTest({ better })", better, ["higher", "lower"]);
  const [problems, arms] = [scores.length, scores[0]!.length];
  const rows = scores.map((row) => ranksOf(row, better).ranks);
  const averageRanks = Array.from({ length: arms }, (_, arm) => mean(rows.map((row) => row[arm]!)));
  const width = criticalRankDifference({ arms, problems, alpha });
  const order = averageRanks.map((_, arm) => arm).sort((i, j) => averageRanks[i]! - averageRanks[j]!);
  const error = rankError(arms, problems) / Math.SQRT2;
  const p = averageRanks.map((own) =>
    averageRanks.map((other) => rangeSurvival(Math.abs(own - other) / error, { means: arms, df: Infinity })),
  );
  return { averageRanks, criticalDifference: width, p, order, groups: groupsOf(order, averageRanks, width) };
}

/** Runs of the order that are within the width, without those inside another. */
function groupsOf(order: readonly number[], ranks: readonly number[], width: number): readonly number[][] {
  const near = (from: number, to: number) => ranks[order[to]!]! - ranks[order[from]!]! <= width;
  const ends = order.map((_, from) => order.findLastIndex((_, to) => near(from, to)));
  return ends.flatMap((end, from) => {
    const isInside = from > 0 && ends[from - 1]! >= end;
    return end > from && !isInside ? [order.slice(from, end + 1)] : [];
  });
}
