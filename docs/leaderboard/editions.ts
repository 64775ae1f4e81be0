/** @file How much the leaderboard computes: a table of editions. */

/** What an edition changes in the studies. */
export interface Edition {
  /** Rates of each optimizer, evenly in the logarithm over its usual range. */
  readonly points: number;
  /** Final runs of each optimizer, by rounds: after each of them the page is complete. */
  readonly runs: readonly number[];
  /** Steps of each run, in parts of those of the study. */
  readonly steps: number;
}

export const editions = {
  short: { points: 6, runs: [3, 5, 10], steps: 0.15 },
  full: { points: 9, runs: [5, 10], steps: 1 },
} as const satisfies Readonly<Record<string, Edition>>;

export type EditionName = keyof typeof editions;
