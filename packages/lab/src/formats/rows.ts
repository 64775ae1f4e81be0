/** @file A run with its curves, as exports take it and imports give it. */

import type { Ending, NewRun, Point, RunRecord } from "../store/store.ts";

/** A run of a store with what an export needs to know of it. */
export interface ExportedRun {
  /** The study's name. */
  readonly study: string;
  readonly run: RunRecord;
  readonly points: Iterable<Point>;
}

/** Points of a run, and behind them its final numbers where no curve ends in them. */
export function* withFinalNumbers({ run, points }: Omit<ExportedRun, "study">): Generator<Point, void> {
  const ended = new Set<string>();
  for (const point of points) {
    if (point.step === run.step) ended.add(point.key);
    yield point;
  }
  const { step, seconds } = run;
  for (const [key, value] of Object.entries(run.metrics))
    if (!ended.has(key)) yield { key, step, value, seconds };
}

/** A time in ISO 8601 in milliseconds since 1970; 0 where there is none. */
export const toMilliseconds = (time: string | null): number => (time === null ? 0 : Date.parse(time));

/** A run that a store can take, with `addEnded` and its points. */
export interface ImportedRun extends NewRun {
  /** As its files call it: a directory, or the cell of a column. */
  readonly name: string;
  /** Whether files or names say the seed; otherwise it is a number within the arm. */
  readonly hasSeed: boolean;
  /** ISO 8601, where the files say it. */
  readonly started: string | null;
  readonly ending: Ending;
}

export interface ImportedRuns {
  readonly runs: readonly ImportedRun[];
  /** Of each run, in the order of keys and steps. */
  readonly points: readonly (readonly Point[])[];
  /** What was guessed, and what was left out, in words. */
  readonly notes: readonly string[];
}

export interface ImportOptions {
  /**
   * How the names of runs are made, with `{arm}`, `{seed}` and hyper-parameters in braces: `"{arm}-lr{lr}/{seed}"`. By default
   * names are taken apart at `/` and `,`: `lr=0.1` is a hyper-parameter, `seed=3`, `seed_3` and a last `3` are a seed, and
   * the rest is the arm.
   */
  readonly pattern?: string;
  /** The stage of the runs; `"imported"` by default. */
  readonly stage?: string;
  /** New names of curves by those in the files. */
  readonly keys?: Readonly<Record<string, string>>;
}

export const importOptions = ["pattern", "stage", "keys"] as const;
