/** @file Tables of scores: a row for each problem, a column for each optimizer; ranks in each row. */

import { ArgumentError, ShapeError } from "glissade";
import { requireSample } from "../checks.ts";
import { type Ranking, rank } from "./ranks.ts";

/** Rows are problems, columns are what is compared on them. */
export type Scores = readonly (readonly number[])[];

/** Throws unless the rows are numbers, two or more, and as many in each. */
export function requireScores(where: string, scores: Scores): void {
  if (!Array.isArray(scores) || scores.length === 0)
    throw new ArgumentError({ where, rule: "must be a list of rows, one for each problem" });
  for (const [at, row] of scores.entries()) requireRow(`${where}[${at}]`, row, scores[0]!.length);
}

function requireRow(where: string, row: readonly number[], columns: number): void {
  requireSample(where, row);
  if (row.length === columns && columns > 1) return;
  throw new ShapeError({
    where,
    rule: `rows have one length, of two or more, got ${row.length} after ${columns}`,
    fix: "Give every optimizer a score on every problem",
  });
}

/** Which scores are good ones. */
export type Better = "higher" | "lower";

/** The ranks in a row, 1 for the best; equal scores share their mean rank. */
export const ranksOf = (row: readonly number[], better: Better): Ranking =>
  rank(better === "lower" ? row : row.map((score) => -score));
