/** @file Scores by the values of a hyper-parameter, reduced over seeds: middles, bands, and the best value. */

import type { Reduction } from "./spread.ts";

export interface SensitivityLine {
  readonly name: string;
  /** A value of the hyper-parameter with the score of each seed; not finite where the run diverged. */
  readonly points: readonly { readonly value: number; readonly scores: readonly number[] }[];
}

interface SensitivityRow {
  readonly value: number;
  /** Of the seeds that finished; `null` where there are none. */
  readonly center: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** The share of runs that diverged. */
  readonly lost: number;
}

export interface Sensitivity {
  readonly name: string;
  readonly rows: readonly SensitivityRow[];
  readonly best: SensitivityRow | undefined;
  readonly isAtEdge: boolean;
}

export function summariseLine(
  { name, points }: SensitivityLine,
  { of }: Reduction,
  better: "lower" | "higher",
): Sensitivity {
  const rows = points
    .map(({ value, scores }): SensitivityRow => {
      const finished = scores.filter(Number.isFinite);
      const spread = finished.length > 0 ? of(finished) : { center: null, low: null, high: null };
      return { value, ...spread, lost: scores.length > 0 ? 1 - finished.length / scores.length : 0 };
    })
    .sort((a, b) => a.value - b.value);
  const sign = better === "lower" ? 1 : -1;
  const ranked = rows.filter(({ center }) => center !== null).sort((a, b) => sign * (a.center! - b.center!));
  const best = ranked[0];
  return { name, rows, best, isAtEdge: rows.length > 1 && (best === rows[0] || best === rows.at(-1)) };
}
