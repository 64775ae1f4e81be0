/** @file Friedman's test by permutation: what its statistic would be, had the ranks of each problem fallen otherwise. */

import { hostRandom } from "glissade/data";
import { sum } from "./moments.ts";
import { MOST_EXACT, type Permutation } from "./permutation.ts";

type Ranks = readonly ArrayLike<number>[];

const RESAMPLES = 9999;

/** Ranks are halves, so that sums of their squares are exact. */
const spread = (totals: ArrayLike<number>): number => sum(totals, (total) => total ** 2);

/**
 * The share of all ways to deal ranks, within each row, whose column totals spread at least as far; where there are too
 * many, of random ones. The first row stays, since only how rows lie to one another counts.
 */
export function permuteRanks(rows: Ranks): Permutation {
  const [first, ...others] = rows as [ArrayLike<number>, ...Ranks];
  const totals = Array.from(first, (own, column) => others.reduce((total, row) => total + row[column]!, own));
  const observed = spread(totals);
  const ways = factorial(first.length) ** others.length;
  let reached = 0;
  const add = (dealt: ArrayLike<number>): void => {
    if (spread(dealt) >= observed) reached++;
  };
  if (ways <= MOST_EXACT) {
    visitAll(Float64Array.from(first), others, add);
    return { p: reached / ways, method: "exact", relabelings: ways };
  }
  const random = hostRandom(0);
  for (let count = 0; count < RESAMPLES; count++) add(drawTotals(first, others, random));
  return { p: (reached + 1) / (RESAMPLES + 1), method: "monte-carlo", relabelings: RESAMPLES };
}

const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));

/** Calls `visit` with the totals for each order of each row. */
function visitAll(totals: Float64Array, rows: Ranks, visit: (totals: Float64Array) => void): void {
  const [row, ...others] = rows;
  if (!row) visit(totals);
  else
    visitOrders(Array.from(row), (order) => {
      visitAll(
        totals.map((total, column) => total + order[column]!),
        others,
        visit,
      );
    });
}

function visitOrders(values: number[], visit: (order: readonly number[]) => void, from = 0): void {
  if (from === values.length - 1) visit(values);
  for (let at = from; at < values.length; at++) {
    swap(values, from, at);
    visitOrders(values, visit, from + 1);
    swap(values, from, at);
  }
}

function swap(values: number[], a: number, b: number): void {
  [values[a], values[b]] = [values[b]!, values[a]!];
}

function drawTotals(first: ArrayLike<number>, rows: Ranks, random: ReturnType<typeof hostRandom>) {
  const totals = Float64Array.from(first);
  for (const row of rows) {
    const order = random.sample(row.length, row.length);
    for (let column = 0; column < totals.length; column++) totals[column]! += row[order[column]!]!;
  }
  return totals;
}
