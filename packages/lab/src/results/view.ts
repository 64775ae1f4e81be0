/** @file The result of a study as a view of the rows of its store. */

import { isDeepStrictEqual } from "node:util";
import type { metrics } from "glissade";
import { searchedOf } from "../rows/configuration.ts";
import { descriptionOf } from "../rows/description.ts";
import { bestOf, finalsOf, trialsOf } from "../rows/trials.ts";
import { hasEnded } from "../store/endings.ts";
import { TUNING } from "../store/stages.ts";
import type { Curve, RunRecord, Store, StudyRecord } from "../store/store.ts";
import { type ComparisonChoice, readComparison } from "./choice.ts";
import { differencesOf } from "./differences.ts";
import { looksAt } from "./looks.ts";
import { type Environment, RESULT_VERSION, type StudyResult, type TrialResult } from "./result.ts";
import { type Reading, toRunResult } from "./run-result.ts";
import { TRAINING } from "./statistics.ts";
import { createResamples, toArmResult } from "./summary.ts";

export interface ViewOptions extends ComparisonChoice {
  /** The command line to put into the result. */
  readonly command: string;
  /** Only these runs; all final runs of the study by default. */
  readonly only?: (run: RunRecord) => boolean;
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
  const { study: keys, facts } = descriptionOf(study);
  const records = (await store.runs({ study: study.id })).filter(only);
  const all = finalsOf(records);
  const ended = all.filter(hasEnded);
  const curves = await curvesOf(store, ended);
  const reading = {
    metric: String(keys.metric),
    better: facts.better,
    ...(facts.scored && { scored: facts.scored }),
    ...(typeof keys.target === "number" && { target: keys.target }),
  };
  const better = { ...facts.better, [TRAINING]: "lower" } as const;
  const timed = reading.target === undefined ? {} : { timed: reading.metric };
  const summary = { better, ...timed, resamples: createResamples() };
  const chosenOf = (arm: string) => bestText(records, arm, { metric: reading.metric, better: facts.better });
  const arms = armsOf(records, all, chosenOf).map(({ arm, optimizer }) => {
    const own = ended.filter(({ configuration }) => configuration.arm === arm);
    const runs = own.map((run) => toRunResult(run, curves.get(run.id) ?? new Map(), reading));
    const trials = trialResults(records, { arm, optimizer, reading });
    return { ...toArmResult({ name: arm, optimizer }, runs, summary), ...(trials.length > 0 && { trials }) };
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
    complete: (options.searchOnly ? records : all).length > 0 && records.every(hasEnded),
    command,
    problem: { name: facts.problem, about: facts.about, classes: facts.classes, batchSize: facts.batchSize },
    ...{ metric: choice.metric, statistic: choice.statistic, selection: reading.metric },
    target: reading.target === undefined ? null : { metric: reading.metric, value: reading.target },
    adjustment: choice.adjustment,
    looks:
      typeof keys.looks === "number"
        ? looksAt(
            { looks: keys.looks, runs: Number(keys.runs) },
            // An arm whose search found nothing has no runs
            arms.map(({ runs }) => runs.length).filter((count) => count > 0),
          )
        : null,
    better,
    arms,
    differences: differencesOf(arms, { ...choice, better, ...timed }),
    environment: environmentOf(ended, options.workers ?? 0),
  };
}

interface Tried {
  readonly arm: string;
  readonly optimizer: string;
  readonly reading: Reading;
}

function trialResults(
  records: readonly RunRecord[],
  { arm, optimizer, reading }: Tried,
): readonly TrialResult[] {
  const texts = records
    .filter(({ stage, configuration }) => stage === TUNING && configuration.arm === arm)
    .map(({ configuration }) => configuration.values);
  const chosen = texts.find((values) => values.optimizer === optimizer);
  const isChosen = (values: TrialResult["values"]) =>
    Object.entries(values).every(([name, value]) => chosen?.[name] === value) && chosen !== undefined;
  return trialsOf(records, arm, reading.metric).map(({ isComplete: _, ...trial }) => ({
    ...trial,
    chosen: trial.score !== null && isChosen(trial.values),
  }));
}

/** The optimizer of the best trial of an arm so far. */
function bestText(
  records: readonly RunRecord[],
  arm: string,
  { metric, better }: { readonly metric: string; readonly better: Readonly<Record<string, metrics.Better>> },
): string | undefined {
  const best = bestOf(trialsOf(records, arm, metric), better[metric]);
  const own = records.filter(({ configuration }) => configuration.arm === arm);
  const run =
    own.find(({ configuration }) => isDeepStrictEqual(searchedOf(configuration), best?.values)) ?? own[0];
  return run && String(run.configuration.values.optimizer ?? arm);
}

/** Arms with the optimizers of their final runs, or of their best trials where there are none, in the order of their first runs. */
function armsOf(
  records: readonly RunRecord[],
  finals: readonly RunRecord[],
  chosenOf: (arm: string) => string | undefined,
): readonly { readonly arm: string; readonly optimizer: string }[] {
  const optimizers = new Map<string, string>();
  for (const { configuration } of finals.toReversed())
    optimizers.set(configuration.arm, String(configuration.values.optimizer ?? configuration.arm));
  const names = new Set(records.map(({ configuration }) => configuration.arm));
  return [...names].flatMap((arm) => {
    const optimizer = optimizers.get(arm) ?? chosenOf(arm);
    return optimizer === undefined ? [] : [{ arm, optimizer }];
  });
}

async function curvesOf(store: Store, runs: readonly RunRecord[]) {
  const ids = runs.map(({ id }) => id);
  const curves = new Map<number, Map<string, Curve["points"]>>(ids.map((id) => [id, new Map()]));
  for (const key of await store.keys(ids))
    for (const { run, points } of await store.curves({ runs: ids, key }))
      if (points.length > 0) curves.get(run)!.set(key, points);
  return curves;
}

/** The environment of the runs, as the first of them tells it. */
function environmentOf(runs: readonly RunRecord[], workers: number): Environment {
  const { glissade, onnxruntime, node, platform, cpu, cores } = Object(
    runs[0]?.environment,
  ) as Partial<Environment>;
  const started = runs.flatMap((run) => run.started ?? []).toSorted()[0] ?? new Date().toISOString();
  const finished =
    runs
      .flatMap((run) => run.finished ?? [])
      .toSorted()
      .at(-1) ?? started;
  return {
    ...{ glissade: glissade ?? "unknown", onnxruntime: onnxruntime ?? "unknown", node: node ?? "unknown" },
    ...{ platform: platform ?? "unknown", cpu: cpu ?? "unknown", cores: cores ?? 0, workers, started },
    seconds: (Date.parse(finished) - Date.parse(started)) / 1000,
  };
}
