/** @file What the dashboard's addresses under `/api` answer, from the store alone. */

import { ownRuns } from "../rows/arms.ts";
import { searchedOf, valuesInWords } from "../rows/configuration.ts";
import { armsOf, type Description, descriptionOf } from "../rows/description.ts";
import { comparedBy } from "../rows/keys.ts";
import { trialsOf } from "../rows/trials.ts";
import { TUNING } from "../store/stages.ts";
import {
  RUN_COLUMNS,
  RUN_STATES,
  type RunFilter,
  type RunOrder,
  type RunRecord,
  type Store,
  type StudyRecord,
} from "../store/store.ts";
import type {
  WireCurve,
  WireNumber,
  WireRun,
  WireRunPage,
  WireRuns,
  WireScore,
  WireStudy,
  WireTrials,
} from "./wire.ts";

/** An answer in JSON, or the bytes of an artifact. */
export type Answer = { readonly json: unknown } | { readonly bytes: Uint8Array; readonly type: string };

type Handler = (
  store: Store,
  parts: readonly string[],
  query: URLSearchParams,
) => Promise<Answer | undefined>;

/** Points of a curve beyond which it is thinned. */
const MOST_POINTS = 500;

const routes: readonly (readonly [pattern: RegExp, handler: Handler])[] = [
  [/^\/api\/studies$/, async (store) => ({ json: (await store.studies()).map(toStudy) })],
  [/^\/api\/studies\/(\d{1,15})$/, withStudy(async (_store, study) => ({ json: toStudy(study) }))],
  [/^\/api\/studies\/(\d{1,15})\/runs$/, withStudy(listRuns)],
  [/^\/api\/studies\/(\d{1,15})\/scores$/, withStudy(listScores)],
  [/^\/api\/studies\/(\d{1,15})\/keys$/, withStudy(listKeys)],
  [/^\/api\/studies\/(\d{1,15})\/trials$/, withStudy(listTrials)],
  [/^\/api\/studies\/(\d{1,15})\/curves$/, withStudy(studyCurves)],
  [/^\/api\/runs\/(\d{1,15})$/, async (store, [id]) => runPage(store, Number(id))],
  [/^\/api\/runs\/(\d{1,15})\/curves$/, async (store, [id], query) => curves(store, [Number(id)], query)],
  [
    /^\/api\/runs\/(\d{1,15})\/artifacts\/([^/]+)$/,
    async (store, [id, name]) => artifact(store, Number(id), name!),
  ],
  [/^\/api\/workers$/, async (store) => ({ json: await store.workers() })],
];

/** The answer to an address; none where there is nothing. */
export async function answer(
  store: Store,
  path: string,
  query: URLSearchParams,
): Promise<Answer | undefined> {
  for (const [pattern, handler] of routes) {
    const found = pattern.exec(path);
    if (found) return handler(store, found.slice(1), query);
  }
  return undefined;
}

function withStudy(
  work: (store: Store, study: StudyRecord, query: URLSearchParams) => Promise<Answer | undefined>,
): Handler {
  return async (store, [id], query) => {
    const study = await store.study(Number(id));
    return study && work(store, study, query);
  };
}

function toStudy(record: StudyRecord): WireStudy {
  const { description: _description, reading: _reading, hash: _hash, ...rest } = record;
  // programs may add studies of their own, described as they like
  const { study, facts }: Partial<Description> = descriptionOf(record);
  const metric = String(study?.metric ?? "loss");
  const scored = comparedBy(facts?.scored, metric);
  return { ...rest, metric, scored, better: facts?.better?.[metric] ?? "higher", steps: facts?.steps ?? 0 };
}

function toRun({ metrics, extra: _extra, environment: _environment, ...run }: RunRecord): WireRun {
  const written = Object.entries(metrics).map(([name, value]) => [name, toNumber(value)] as const);
  const searched = valuesInWords(searchedOf(run.configuration));
  return { ...run, metrics: Object.fromEntries(written), searched };
}

const toNumber = (value: number): WireNumber => (Number.isFinite(value) ? value : String(value));

/** Of a query such as `state=failed&state=done&arm=Adam&sort=value&down=1&limit=100&offset=200`. */
async function listRuns(store: Store, study: StudyRecord, query: URLSearchParams): Promise<Answer> {
  const filter = filterIn(study.id, query);
  const [total, runs] = await Promise.all([
    store.countRuns(filter),
    store.runs({
      ...filter,
      order: orderIn(toStudy(study), query),
      limit: countIn(query, "limit", 100, 10_000),
      offset: countIn(query, "offset", 0, Number.MAX_SAFE_INTEGER),
    }),
  ]);
  return { json: { total, runs: runs.map(toRun) } satisfies WireRuns };
}

function filterIn(study: number, query: URLSearchParams): RunFilter {
  const states = RUN_STATES.filter((state) => query.getAll("state").includes(state));
  const [arms, stage, find] = [query.getAll("arm"), query.get("stage"), query.get("find")];
  return {
    study,
    ...(query.has("state") && { states }),
    ...(arms.length > 0 && { arms }),
    ...(stage !== null && { stage }),
    ...(find !== null && { find }),
  };
}

/** `value` is the number that runs are compared by; other words that are no columns change nothing. */
function orderIn({ scored }: WireStudy, query: URLSearchParams): RunOrder {
  const isDown = query.has("down");
  const sort = query.get("sort");
  if (sort === "value") return { number: scored, isDown };
  const column = RUN_COLUMNS.find((name) => name === sort);
  return { ...(column && { column }), isDown };
}

function countIn(query: URLSearchParams, name: string, usual: number, most: number): number {
  const text = query.get(name) ?? "";
  return /^\d{1,15}$/.test(text) ? Math.min(Number(text), most) : usual;
}

async function listScores(store: Store, study: StudyRecord, query: URLSearchParams): Promise<Answer> {
  const scores = await store.scores(filterIn(study.id, query), toStudy(study).scored);
  const json = scores.map(
    ({ value, ...score }): WireScore => ({ ...score, value: value === null ? null : toNumber(value) }),
  );
  return { json };
}

async function listTrials(store: Store, study: StudyRecord): Promise<Answer> {
  const { metric } = toStudy(study);
  const described = armsOf(study);
  const runs = ownRuns(await store.runs({ study: study.id, stage: TUNING }), described);
  const tried = new Set(runs.map(({ configuration }) => configuration.arm));
  const names = new Set([...described.map(({ name }) => name).filter((name) => tried.has(name)), ...tried]);
  const json: readonly WireTrials[] = [...names].map((name) => ({
    name,
    trials: trialsOf(runs, name, metric),
  }));
  return { json };
}

async function idsOf(store: Store, { id }: StudyRecord, query: URLSearchParams): Promise<readonly number[]> {
  return (await store.scores(filterIn(id, query), { metric: "" })).map((score) => score.id);
}

async function listKeys(store: Store, study: StudyRecord, query: URLSearchParams): Promise<Answer> {
  return { json: await store.keys(await idsOf(store, study, query)) };
}

async function studyCurves(store: Store, study: StudyRecord, query: URLSearchParams): Promise<Answer> {
  return curves(store, await idsOf(store, study, query), query);
}

async function curves(store: Store, runs: readonly number[], query: URLSearchParams): Promise<Answer> {
  const most = Math.max(countIn(query, "most", MOST_POINTS, 10_000), 2);
  const read = async (key: string): Promise<readonly WireCurve[]> =>
    (await store.curves({ runs, key, most })).map(({ run, points, downsampled }) => ({
      ...{ run, key, downsampled },
      points: points.map(({ step, value }) => [step, toNumber(value)]),
    }));
  return { json: (await Promise.all(query.getAll("key").map(read))).flat() };
}

async function runPage(store: Store, id: number): Promise<Answer | undefined> {
  const run = await store.run(id);
  if (!run) return undefined;
  const { extra, environment } = run;
  const [study, keys, artifacts] = await Promise.all([
    store.study(run.study),
    store.keys([id]),
    store.artifacts(id),
  ]);
  const studyName = study?.name ?? "";
  return { json: { ...toRun(run), studyName, extra, environment, keys, artifacts } satisfies WireRunPage };
}

/** By the names that the store lists: no other text reaches it. */
async function artifact(store: Store, run: number, encoded: string): Promise<Answer | undefined> {
  const name = decode(encoded);
  const record = (await store.artifacts(run)).find((each) => each.name === name);
  const bytes = record && (await store.readArtifact(run, record.name));
  return bytes && { bytes, type: record.type };
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
