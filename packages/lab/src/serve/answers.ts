/** @file What the dashboard's addresses under `/api` answer, from the store alone. */

import { descriptionOf } from "../run/description.ts";
import { RUN_STATES, type RunRecord, type Store, type StudyRecord } from "../store/store.ts";
import { scoredKey } from "../work/keys.ts";
import type { WireCurve, WireNumber, WireRun, WireRunPage, WireStudy } from "./wire.ts";

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
  [/^\/api\/studies\/(\d{1,15})\/keys$/, withStudy(listKeys)],
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
  const { description: _description, hash: _hash, ...rest } = record;
  const { study, facts } = descriptionOf(record);
  const metric = String(study?.metric ?? "loss");
  return { ...rest, metric, scored: scoredKey(facts?.scored, metric), steps: facts?.steps ?? 0 };
}

function toRun({ metrics, extra: _extra, environment: _environment, ...run }: RunRecord): WireRun {
  const written = Object.entries(metrics).map(([name, value]) => [name, toNumber(value)] as const);
  return { ...run, metrics: Object.fromEntries(written) };
}

const toNumber = (value: number): WireNumber => (Number.isFinite(value) ? value : String(value));

/** Of a query such as `state=failed&state=done&arm=Adam&limit=100&offset=200`. */
async function listRuns(store: Store, { id }: StudyRecord, query: URLSearchParams): Promise<Answer> {
  const states = RUN_STATES.filter((state) => query.getAll("state").includes(state));
  const arms = query.getAll("arm");
  const runs = await store.runs({
    study: id,
    ...(query.has("state") && { states }),
    ...(arms.length > 0 && { arms }),
    limit: countIn(query, "limit", 2000, 10_000),
    offset: countIn(query, "offset", 0, Number.MAX_SAFE_INTEGER),
  });
  return { json: runs.map(toRun) };
}

function countIn(query: URLSearchParams, name: string, usual: number, most: number): number {
  const text = query.get(name) ?? "";
  return /^\d{1,15}$/.test(text) ? Math.min(Number(text), most) : usual;
}

async function idsOf(store: Store, study: number): Promise<readonly number[]> {
  return (await store.runs({ study })).map(({ id }) => id);
}

async function listKeys(store: Store, { id }: StudyRecord): Promise<Answer> {
  return { json: await store.keys(await idsOf(store, id)) };
}

async function studyCurves(store: Store, { id }: StudyRecord, query: URLSearchParams): Promise<Answer> {
  return curves(store, await idsOf(store, id), query);
}

async function curves(store: Store, runs: readonly number[], query: URLSearchParams): Promise<Answer> {
  const most = Math.max(countIn(query, "most", MOST_POINTS, 10_000), 2);
  const found = await store.curves({ runs, key: query.get("key") ?? "", most });
  const json = found.map(
    ({ run, points, downsampled }): WireCurve => ({
      ...{ run, downsampled },
      points: points.map(({ step, value }) => [step, toNumber(value)]),
    }),
  );
  return { json };
}

async function runPage(store: Store, id: number): Promise<Answer | undefined> {
  const run = await store.run(id);
  if (!run) return undefined;
  const { extra, environment } = run;
  const [keys, artifacts] = await Promise.all([store.keys([id]), store.artifacts(id)]);
  return { json: { ...toRun(run), extra, environment, keys, artifacts } satisfies WireRunPage };
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
