/** @file The result of a study as a view of the rows of its store. */

import { ownRuns } from "../rows/arms.ts";
import { armsOf, type Description, descriptionOf } from "../rows/description.ts";
import { hasEnded } from "../store/endings.ts";
import { TUNING } from "../store/stages.ts";
import type { Curve, RunRecord, Store, StudyRecord } from "../store/store.ts";
import { readArms } from "./arms.ts";
import { type ComparisonChoice, readComparison } from "./choice.ts";
import { differencesOf } from "./differences.ts";
import { environmentOfRuns } from "./environment.ts";
import { looksAt } from "./looks.ts";
import { type ArmResult, RESULT_VERSION, type StudyResult } from "./result.ts";
import { type Reading, toRunResult } from "./run-result.ts";
import { setupOf } from "./setup.ts";
import { TRAINING } from "./statistics.ts";
import { createResamples, toArmResult } from "./summary.ts";

export interface ViewOptions extends ComparisonChoice {
  /** The command line to put into the result. */
  readonly command: string;
  /** Only these runs; all final runs of the study by default. */
  readonly only?: (run: RunRecord) => boolean;
  /** How many runs the study needs, as far as it knows. */
  readonly needed?: number;
  readonly workers?: number;
  /** Whether trials are all that is wanted. */
  readonly searchOnly?: boolean;
}

/** Reads the runs of a study that have ended, with their curves. */
export async function readResult(
  store: Store,
  study: StudyRecord,
  options: ViewOptions,
): Promise<StudyResult> {
  const { command, only = () => true } = options;
  const description = descriptionOf(study);
  const { facts } = description;
  const described = armsOf(study);
  const records = ownRuns((await store.runs({ study: study.id })).filter(only), described);
  const reading = readingOf(description);
  const read = readArms(records, { described, ...reading });
  const all = read.flatMap(({ finals }) => finals);
  const ended = all.filter(hasEnded);
  const curves = await curvesOf(store, ended);
  const better = { ...facts.better, [TRAINING]: "lower" } as const;
  const timed = reading.target === undefined ? {} : { timed: reading.metric };
  const summary = { better, ...timed, resamples: createResamples() };
  const arms = read.map(({ name, optimizer, finals, trials }) => {
    const runs = finals
      .filter(hasEnded)
      .map((run) => toRunResult(run, curves.get(run.id) ?? new Map(), reading));
    return { ...toArmResult({ name, optimizer }, runs, summary), ...(trials.length > 0 && { trials }) };
  });
  const choice = readComparison(options, {
    arms,
    metric: reading.metric,
    better,
    areImported: facts.origin === "imported",
  });
  return {
    version: RESULT_VERSION,
    study: study.name,
    complete:
      (options.searchOnly ? records : all).length > 0 &&
      records.every(hasEnded) &&
      records.length >= (options.needed ?? 0),
    command,
    problem: { name: facts.problem, about: facts.about, classes: facts.classes, batchSize: facts.batchSize },
    setup: setupOf({ ...description, described, finals: all, trials: records.filter(isTrial) }),
    ...{ metric: choice.metric, statistic: choice.statistic, selection: reading.metric },
    target: reading.target === undefined ? null : { metric: reading.metric, value: reading.target },
    adjustment: choice.adjustment,
    looks: looksOf(description, arms),
    better,
    arms,
    differences: differencesOf(arms, { ...choice, better, ...timed }),
    environment: environmentOfRuns(ended, options.workers ?? 0),
  };
}

const isTrial = ({ stage }: RunRecord): boolean => stage === TUNING;

const readingOf = ({ study, facts }: Description): Reading => ({
  metric: String(study.metric),
  better: facts.better,
  ...(facts.scored && { scored: facts.scored }),
  ...(typeof study.target === "number" && { target: study.target }),
});

/** Of the arms that have runs: one whose search found nothing has none. */
function looksOf({ study }: Description, arms: readonly ArmResult[]): StudyResult["looks"] {
  if (typeof study.looks !== "number") return null;
  const counts = arms.map(({ runs }) => runs.length).filter((count) => count > 0);
  return looksAt({ looks: study.looks, runs: Number(study.runs) }, counts);
}

async function curvesOf(store: Store, runs: readonly RunRecord[]) {
  const ids = runs.map(({ id }) => id);
  const curves = new Map<number, Map<string, Curve["points"]>>(ids.map((id) => [id, new Map()]));
  for (const key of await store.keys(ids))
    for (const { run, points } of await store.curves({ runs: ids, key }))
      if (points.length > 0) curves.get(run)!.set(key, points);
  return curves;
}
