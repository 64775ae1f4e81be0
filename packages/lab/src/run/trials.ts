/** @file The trials of a search, as the runs that have ended tell them. */

import type { metrics } from "glissade";
import type { ScoredTrial } from "../search/trial.ts";
import type { RunRecord } from "../store/store.ts";
import { validationKey } from "../work/keys.ts";
import { searchedOf } from "./configuration.ts";

export const TUNING = "tune";
export const FINAL = "final";

/** A configuration that was tried. */
export interface TriedConfiguration extends ScoredTrial {
  readonly runs: number;
  /** Of each run that has ended; `null` where it diverged or failed. */
  readonly scores: readonly (number | null)[];
  /** Runs that diverged or failed: the trial counts as the worst. */
  readonly lost: number;
  /** Whether all its runs have ended. */
  readonly isComplete: boolean;
}

const hasEnded = ({ state }: RunRecord): boolean =>
  state === "done" || state === "diverged" || state === "failed";

/** The trials of an arm in the order in which they were added, scored by the mean of the validation at the end. */
export function trialsOf(
  records: readonly RunRecord[],
  arm: string,
  metric: string,
): readonly TriedConfiguration[] {
  const own = records.filter(({ stage, configuration }) => stage === TUNING && configuration.arm === arm);
  const groups = new Map<string, RunRecord[]>();
  for (const run of own) groups.set(keyOf(run), [...(groups.get(keyOf(run)) ?? []), run]);
  return [...groups.values()].map((runs) => {
    const done = runs.filter(({ state }) => state === "done");
    const isComplete = runs.every(hasEnded);
    const scores = done.map(({ metrics: numbers }) => numbers[validationKey(metric)] ?? Number.NaN);
    const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
    const lost = runs.filter(hasEnded).length - done.length;
    const score = isComplete && lost === 0 && Number.isFinite(mean) ? mean : null;
    const each = runs.filter(hasEnded).map((run) => (run.state === "done" ? scoreOf(run, metric) : null));
    const { length } = runs;
    return {
      values: searchedOf(runs[0]!.configuration),
      score,
      scores: each,
      runs: length,
      lost,
      isComplete,
    };
  });
}

function scoreOf({ metrics: numbers }: RunRecord, metric: string): number | null {
  const score = numbers[validationKey(metric)] ?? Number.NaN;
  return Number.isFinite(score) ? score : null;
}

const keyOf = ({ configuration }: RunRecord): string => JSON.stringify(configuration.values);

/** The best of the trials; nothing where none has a score. */
export function bestOf(
  trials: readonly TriedConfiguration[],
  better: metrics.Better = "higher",
): TriedConfiguration | undefined {
  const sign = better === "higher" ? 1 : -1;
  return trials
    .filter(({ score }) => score !== null)
    .reduce<TriedConfiguration | undefined>(
      (best, trial) => (best === undefined || sign * trial.score! > sign * best.score! ? trial : best),
      undefined,
    );
}
