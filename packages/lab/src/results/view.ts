/** @file The result of a study as a view of the rows of its store. */

import type { Description } from "../run/description.ts";
import { descriptionOf } from "../run/description.ts";
import type { Curve, RunRecord, Store, StudyRecord } from "../store/store.ts";
import { type Environment, RESULT_VERSION, type StudyResult } from "./result.ts";
import { toRunResult } from "./run-result.ts";
import { toArmResult, toTests } from "./summary.ts";

export interface ViewOptions {
  /** The command line to put into the result. */
  readonly command: string;
  /** Only these runs; all final runs of the study by default. */
  readonly only?: (run: RunRecord) => boolean;
  readonly workers?: number;
}

const ENDED = new Set(["done", "diverged", "failed"]);

/** Reads the runs of a study that have ended, with their curves. */
export async function readResult(
  store: Store,
  study: StudyRecord,
  options: ViewOptions,
): Promise<StudyResult> {
  const { command, only = ({ stage }) => stage === "final" } = options;
  const { study: keys, facts } = descriptionOf(study);
  const all = (await store.runs({ study: study.id })).filter(only);
  const ended = all.filter(({ state }) => ENDED.has(state));
  const curves = await curvesOf(store, ended);
  const reading = {
    metric: String(keys.metric),
    better: facts.better,
    ...(facts.scored && { scored: facts.scored }),
    ...(typeof keys.target === "number" && { target: keys.target }),
  };
  const metrics = metricsOf(facts);
  const arms = armsOf(all).map(({ arm, optimizer }) => {
    const own = ended.filter(({ configuration }) => configuration.arm === arm);
    const runs = own.map((run) => toRunResult(run, curves.get(run.id) ?? new Map(), reading));
    return toArmResult({ name: arm, optimizer }, runs, metrics);
  });
  return {
    version: RESULT_VERSION,
    study: study.name,
    complete: ended.length === all.length,
    command,
    problem: { name: facts.problem, about: facts.about, classes: facts.classes, batchSize: facts.batchSize },
    metric: reading.metric,
    target: reading.target ?? null,
    better: facts.better,
    arms,
    tests: toTests(arms, metrics),
    environment: environmentOf(ended, options.workers ?? 0),
  };
}

/** The metrics to compare: those that say what is better. */
const metricsOf = ({ better }: Description["facts"]): readonly string[] => Object.keys(better);

/** Arms in the order of their first runs. */
function armsOf(runs: readonly RunRecord[]): readonly { readonly arm: string; readonly optimizer: string }[] {
  const arms = new Map<string, string>();
  for (const { configuration } of runs) {
    const { arm, values } = configuration;
    if (!arms.has(arm)) arms.set(arm, String(values.optimizer ?? arm));
  }
  return [...arms].map(([arm, optimizer]) => ({ arm, optimizer }));
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
