/** @file The trials of a search, as the runs that have ended tell them. */

import { isDeepStrictEqual } from "node:util";
import type { metrics } from "glissade";
import type { Values } from "../search/space.ts";
import type { ScoredTrial } from "../search/trial.ts";
import { hasEnded } from "../store/endings.ts";
import { TUNING } from "../store/stages.ts";
import type { Configuration, RunRecord } from "../store/store.ts";
import { configurationKey, searchedOf } from "./configuration.ts";
import { validationKey } from "./keys.ts";
import { wasStopped } from "./stopped.ts";

/** A configuration that was tried. */
export interface TriedConfiguration extends ScoredTrial {
  readonly runs: number;
  /** Of each run that has ended; `null` where it diverged, failed or was stopped. */
  readonly scores: readonly (number | null)[];
  /** Runs that diverged or failed: the trial counts as the worst. */
  readonly lost: number;
  /** Runs that were stopped, for they were behind others: the trial counts as the worst. */
  readonly stopped: number;
  /** Whether all its runs have ended. */
  readonly isComplete: boolean;
}

/** The trials of an arm in the order in which they were added, scored by the mean of the validation at the end. */
export function trialsOf(
  records: readonly RunRecord[],
  arm: string,
  metric: string,
): readonly TriedConfiguration[] {
  const own = records.filter(({ stage, configuration }) => stage === TUNING && configuration.arm === arm);
  const groups = byConfiguration(own);
  return [...groups.values()].map((runs) =>
    trialOf(searchedOf(runs[0]!.configuration), runs, { metric, runs: runs.length }),
  );
}

/** What the trials of a study have come to, by configuration; only runs of these seeds count. */
export function trialReader(
  records: readonly RunRecord[],
  { metric, seeds }: { readonly metric: string; readonly seeds: readonly number[] },
): (configuration: Configuration) => TriedConfiguration {
  const own = records.filter(({ stage, seed }) => stage === TUNING && seeds.includes(seed));
  const groups = byConfiguration(own);
  return (configuration) =>
    trialOf(searchedOf(configuration), groups.get(configurationKey(configuration)) ?? [], {
      metric,
      runs: seeds.length,
    });
}

/** A configuration, of which so many runs make it complete. */
function trialOf(
  values: Values,
  records: readonly RunRecord[],
  { metric, runs }: { readonly metric: string; readonly runs: number },
): TriedConfiguration {
  const ended = records.filter(hasEnded);
  const isScored = (run: RunRecord) => run.state === "done" && !wasStopped(run.extra);
  const scores = ended.map((run) => (isScored(run) ? scoreOf(run, metric) : null));
  const isComplete = ended.length === runs;
  const mean = scores.reduce<number>((sum, score) => sum + (score ?? Number.NaN), 0) / scores.length;
  const score = isComplete && Number.isFinite(mean) ? mean : null;
  const lost = ended.filter(({ state }) => state !== "done").length;
  const stopped = ended.filter(({ extra }) => wasStopped(extra)).length;
  return { values, score, scores, runs: records.length, lost, stopped, isComplete };
}

function scoreOf({ metrics: numbers }: RunRecord, metric: string): number | null {
  const score = numbers[validationKey(metric)] ?? Number.NaN;
  return Number.isFinite(score) ? score : null;
}

function byConfiguration(records: readonly RunRecord[]): ReadonlyMap<string, readonly RunRecord[]> {
  const groups = new Map<string, RunRecord[]>();
  for (const run of records) {
    const key = configurationKey(run.configuration);
    const group = groups.get(key);
    if (group) group.push(run);
    else groups.set(key, [run]);
  }
  return groups;
}

export interface ByMetric {
  readonly metric: string;
  readonly better: Readonly<Record<string, metrics.Better>>;
}

/**
 * The final runs of one configuration of each arm: that of its best trial by the metric, or the last one, where the store
 * has runs of older choices too.
 */
export function finalsOf(records: readonly RunRecord[], by: ByMetric): readonly RunRecord[] {
  const finals = records.filter(({ stage }) => stage !== TUNING);
  const arms = [...new Set(finals.map(({ configuration }) => configuration.arm))];
  const kept = new Set(arms.map((arm) => configurationKey(keptOf(records, finals, { arm, ...by }))));
  return finals.filter(({ configuration }) => kept.has(configurationKey(configuration)));
}

function keptOf(
  records: readonly RunRecord[],
  finals: readonly RunRecord[],
  { arm, metric, better }: ByMetric & { readonly arm: string },
): Configuration {
  const own = finals.filter(({ configuration }) => configuration.arm === arm);
  const trials = trialsOf(records, arm, metric);
  const best = trials.every(({ isComplete }) => isComplete) ? bestOf(trials, better[metric]) : undefined;
  const chosen = own.find(({ configuration }) => isDeepStrictEqual(searchedOf(configuration), best?.values));
  return (chosen ?? own.at(-1)!).configuration;
}

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
