/** @file Imported runs on their way into a store: each content once, each run in a transaction of its own. */

import { ArgumentError, type metrics } from "glissade";
import { encodeNumber } from "../formats/numbers.ts";
import type { ImportedRun, ImportedRuns } from "../formats/rows.ts";
import { armWithValues } from "../rows/configuration.ts";
import { type Description, describeOutside, descriptionOf } from "../rows/description.ts";
import { scoredKey } from "../rows/keys.ts";
import { hashJson } from "../store/json.ts";
import type { EndedRun, Point, RunRecord, Store, StudyRecord } from "../store/store.ts";
import { chooseMetric, importedFacts, type MetricOptions, withStandardNames } from "./imported-study.ts";

export interface ImportRunsOptions extends MetricOptions {
  /** The name of the study that they become. */
  readonly study: string;
  /** Whether runs of the same arm and seed with other numbers take the place of those that the store has. */
  readonly replace?: boolean;
}

export interface ImportSummary {
  readonly study: string;
  readonly id: number;
  readonly metric: string;
  readonly better: metrics.Better;
  readonly added: number;
  readonly replaced: number;
  /** Runs that the store has with the same content. */
  readonly known: number;
  readonly notes: readonly string[];
}

/** Adds runs to the study of this name, which is made where the store has none. */
export async function importRuns(
  store: Store,
  given: ImportedRuns,
  { study: name, replace = false, ...options }: ImportRunsOptions,
): Promise<ImportSummary> {
  const imported = withStandardNames(given);
  requireRuns(imported);
  const study = await studyFor(store, name, imported, options);
  const planned = await planRuns(store, study, imported);
  const taken = planned.filter(({ state }) => state === "taken");
  if (taken.length > 0 && !replace) throw otherNumbers(taken);
  const counts = { added: 0, replaced: 0, known: planned.filter(({ state }) => state === "known").length };
  for (const { run, state } of planned) {
    if (state === "known") continue;
    const isWritten = await store.addEnded(study.id, { ...run, replace });
    if (isWritten) counts[state === "taken" ? "replaced" : "added"]++;
    else counts.known++;
  }
  const { study: keys, facts } = descriptionOf(study);
  const metric = scoredKey(facts.scored, String(keys.metric));
  const better = facts.better[String(keys.metric)] ?? "higher";
  const notes = [
    ...imported.notes,
    `runs are compared by ${metric}: ${better} is better`,
    ...withoutMetric(imported, metric),
  ];
  return { study: name, id: study.id, metric, better, ...counts, notes };
}

/** Runs that the study's metric says nothing of, such as those whose curve is in per cent. */
function withoutMetric({ runs }: ImportedRuns, metric: string): readonly string[] {
  const without = runs.filter(({ ending }) => ending.metrics?.[metric] === undefined);
  if (without.length === 0) return [];
  const keys = Object.keys(without[0]!.ending.metrics ?? {}).join(", ");
  return [`${without.length} of ${runs.length} runs have no ${metric}: the first has ${keys || "none"}`];
}

function requireRuns({ runs, notes }: ImportedRuns): void {
  if (runs.length > 0) return;
  throw new ArgumentError({
    where: "import",
    rule: `found no runs${notes.length > 0 ? ` (${notes.join("; ")})` : ""}`,
    fix: "Name event files of TensorBoard, CSV or JSON Lines, or a folder of them",
  });
}

/** The study of the name, with its metric or the one that is asked for; made where the store has none. */
async function studyFor(
  store: Store,
  name: string,
  imported: ImportedRuns,
  options: MetricOptions,
): Promise<StudyRecord> {
  const found = await store.study(name);
  if (found && descriptionOf(found).facts.origin !== "imported") throw trainedHere(name);
  if (found && isSame(descriptionOf(found), imported, options)) return found;
  const scored = chooseMetric(imported, options);
  return store.addStudy(describeOutside(name, scored.metric, importedFacts(name, scored, imported)));
}

function isSame({ study, facts }: Description, imported: ImportedRuns, options: MetricOptions): boolean {
  const better = facts.better[String(study.metric)];
  if (options.better !== undefined && options.better !== better) return false;
  if (options.metric === undefined) return true;
  const { part, metric } = chooseMetric(imported, options);
  return metric === study.metric && part === facts.scored;
}

const trainedHere = (name: string): ArgumentError =>
  new ArgumentError({
    where: "--study",
    rule: `${JSON.stringify(name)} is a study that was trained or recorded here`,
    fix: "Choose another name",
  });

interface PlannedRun {
  readonly name: string;
  readonly run: EndedRun;
  /** Whether the store has the content, or other content under the same arm and seed. */
  readonly state: "new" | "known" | "taken";
}

async function planRuns(store: Store, study: StudyRecord, imported: ImportedRuns): Promise<PlannedRun[]> {
  const kept = await store.runs({ study: study.id });
  const contents = new Set(kept.map(({ environment }) => contentOf(environment)));
  const seeds = new Map<string, Set<number>>();
  const seedsOf = (run: Pick<RunRecord, "configuration">) => {
    const key = JSON.stringify([run.configuration.arm, run.configuration.values]);
    return seeds.get(key) ?? seeds.set(key, new Set()).get(key)!;
  };
  for (const run of kept) seedsOf(run).add(run.seed);
  return imported.runs.map((each, index) => {
    const points = imported.points[index]!;
    const content = hashOf(each, points);
    const { name } = each;
    const configuration = { ...each.configuration, arm: armWithValues(each.configuration) };
    const own = { ...toEnded(each, points, content), configuration };
    if (contents.has(content)) return { name, run: own, state: "known" };
    contents.add(content);
    const taken = seedsOf(own);
    if (each.hasSeed && taken.has(own.seed)) return { name, run: own, state: "taken" };
    let { seed } = own;
    while (taken.has(seed)) seed++;
    taken.add(seed);
    return { name, run: { ...own, seed }, state: "new" };
  });
}

function toEnded(run: ImportedRun, points: readonly Point[], content: string): EndedRun {
  const { name, configuration, seed, stage, started, ending } = run;
  const finished =
    started === null ? null : new Date(Date.parse(started) + 1000 * ending.seconds).toISOString();
  const environment = { imported: name, content };
  return { configuration, seed, stage, started, finished, ending, points, worker: "import", environment };
}

/** What the run is known by: all that was read but the name, and a seed only where the files say it. */
function hashOf({ configuration, seed, hasSeed, started }: ImportedRun, points: readonly Point[]): string {
  const numbers = points.map(({ key, step, value, seconds }) => [
    ...[key, step, encodeNumber(value), encodeNumber(seconds)],
  ]);
  const about = { arm: configuration.arm, values: { ...configuration.values }, started };
  return hashJson("import", { ...about, ...(hasSeed && { seed }), numbers });
}

const contentOf = (environment: RunRecord["environment"]): unknown =>
  Object(environment) === environment ? Reflect.get(Object(environment), "content") : undefined;

function otherNumbers(taken: readonly PlannedRun[]): ArgumentError {
  const [{ name, run }] = taken as [PlannedRun];
  const others = taken.length > 1 ? ` and ${taken.length - 1} others` : "";
  return new ArgumentError({
    where: `import: ${JSON.stringify(name)}${others}`,
    rule: `the store has other numbers for seed ${run.seed} of ${JSON.stringify(run.configuration.arm)}`,
    fix: "Where the new ones are right, such as of a training that went on, add --replace",
  });
}
