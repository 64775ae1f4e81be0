/** @file Stores by their address: a file of SQLite, or a PostgreSQL database. */

import { ArgumentError } from "glissade";
import { annotateRun } from "./annotation.ts";
import { listArtifacts, readArtifact } from "./artifacts.ts";
import { claimRun, startRun } from "./claim.ts";
import { readCurves } from "./curves.ts";
import { addEnded } from "./ended.ts";
import type { Home } from "./home.ts";
import { requireLabel } from "./names.ts";
import { abandon } from "./orphaned.ts";
import { findKeys } from "./points.ts";
import { openPostgres } from "./postgres/home.ts";
import { countRunsOf, findRun, findRuns, findScores, retry } from "./run-records.ts";
import { addRuns } from "./runs.ts";
import { openSqlite } from "./sqlite/home.ts";
import type { Store } from "./store.ts";
import { addStudy, annotate, findStudy, listStudies, removeStudy } from "./studies.ts";
import { listWorkers } from "./workers.ts";

/** Where results are kept unless another place is named. */
export const DEFAULT_STORE = ".glissade/store.db";

/**
 * Opens a store and brings its tables to this version; a file that is missing is made, with its folder.
 *
 * @param address - a path, `:memory:`, or `postgres://user@host/database`
 * @throws StoreError where it is no store, is one of a newer version, or cannot be reached
 * @example
 * const store = await openStore("results.db");
 * const { id } = await store.addStudy({ name: "rates", description: { epochs: 3 } });
 * const configuration = { arm: "sgd", values: { rate: 0.1 } };
 * await store.addRuns(id, [{ configuration, seed: 1, stage: "final" }]);
 * const claim = await store.claim({ worker: "me" });
 * await claim?.finish({ state: "done", step: 3, seconds: 1, metrics: { loss: 0.5 } });
 * await store.close();
 */
export async function openStore(address: string = DEFAULT_STORE): Promise<Store> {
  return toStore(await openHome(address));
}

/** Whether several machines can write to a store: it is a PostgreSQL database. */
export const isShared = (address: string): boolean => /^postgres(ql)?:\/\//i.test(address);

async function openHome(address: string): Promise<Home> {
  requireLabel("openStore(address)", address);
  if (isShared(address)) return openPostgres(address);
  const [, scheme] = /^([a-z][a-z0-9+.-]+):\/\//i.exec(address) ?? [];
  if (scheme === undefined) return openSqlite(address);
  const rule = `must be a path or postgres://..., got ${scheme}://...`;
  throw new ArgumentError({ where: "openStore(address)", rule });
}

/** Functions that are async reject, and never throw. */
const toStore = (home: Home): Store => ({
  addStudy: async (study, options) => addStudy(home, study, options),
  addRuns: async (study, runs) => addRuns(home, study, runs),
  addEnded: async (study, run) => addEnded(home, study, run),
  claim: async (options) => claimRun(home, options),
  startRun: async (study, run, options) => startRun(home, study, run, options),
  abandon: async (worker, options) => abandon(home, worker, options),
  retry: async (filter) => retry(home, filter),
  studies: async ({ archived = false } = {}) => listStudies(home, archived),
  study: async (nameOrId) => findStudy(home, nameOrId),
  runs: async (filter = {}) => findRuns(home, filter),
  countRuns: async (filter = {}) => countRunsOf(home, filter),
  scores: async (filter, number) => findScores(home, filter, number),
  run: async (id) => home.read((db) => findRun(home, db, id)),
  keys: async (runs) => findKeys(home, runs),
  curves: async (filter) => readCurves(home, filter),
  artifacts: async (run) => listArtifacts(home, run),
  readArtifact: async (run, name) => readArtifact(home, run, name),
  workers: async () => listWorkers(home),
  annotate: async (study, change) => annotate(home, study, change),
  annotateRun: async (run, annotation) => annotateRun(home, run, annotation),
  remove: async (study) => removeStudy(home, study),
  close: async () => home.close(),
});
