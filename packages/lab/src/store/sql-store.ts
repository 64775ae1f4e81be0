/** @file The store over SQL: the same statements for both databases. */

import { hostname } from "node:os";
import { ArgumentError } from "glissade";
import { createClaim, touchStudy } from "./claim.ts";
import { downsample } from "./downsample.ts";
import { hashOf } from "./json.ts";
import { noRuns, stateOf, toRun, toStudy } from "./records.ts";
import type { Database } from "./schema.ts";
import type { CurveFilter, NewRun, RunFilter, Store, StudyRecord } from "./store.ts";

const LEASE_SECONDS = 30;
const CHUNK = 200;

/** A store over a database that has its tables. */
export function createStore(db: Database): Store {
  const runRows = () =>
    db
      .selectFrom("run")
      .innerJoin("configuration", "configuration.id", "run.configuration")
      .selectAll("run")
      .select(["configuration.arm", "configuration.content"]);

  const filtered = ({ study, states, arms, stage, limit, offset }: RunFilter, now: number) => {
    let query = runRows().orderBy("run.id");
    if (study !== undefined) query = query.where("run.study", "=", study);
    if (stage !== undefined) query = query.where("stage", "=", stage);
    if (arms) query = query.where("arm", "in", [...arms]);
    if (states)
      query = query.where((where) =>
        where.or(
          states.map((state) =>
            state === "stale"
              ? where.and([where("state", "=", "running"), where("lease", "<", now)])
              : state === "running"
                ? where.and([where("state", "=", "running"), where("lease", ">=", now)])
                : where("state", "=", state),
          ),
        ),
      );
    // SQLite has no OFFSET without a LIMIT.
    if (limit !== undefined || offset !== undefined)
      query = query.limit(limit ?? 2 ** 31 - 1).offset(offset ?? 0);
    return query;
  };

  const countsOf = async (): Promise<Map<number, StudyRecord["runs"]>> => {
    const rows = await db
      .selectFrom("run")
      .select(["study", "state", (row) => row.fn.countAll<number>().as("count")])
      .select((row) => row.case().when("lease", "<", Date.now()).then(1).else(0).end().as("expired"))
      .groupBy(["study", "state", "expired"])
      .execute();
    const counts = new Map<number, StudyRecord["runs"]>();
    for (const { study, state, count, expired } of rows) {
      const name = stateOf({ state, lease: expired ? 0 : Infinity }, 1);
      const own = counts.get(study) ?? noRuns;
      counts.set(study, { ...own, [name]: own[name] + Number(count) });
    }
    return counts;
  };

  const store: Store = {
    async addStudy({ name, description, source }) {
      const now = new Date().toISOString();
      const row = {
        name,
        hash: hashOf(description),
        description: JSON.stringify(description),
        source: source ?? null,
      };
      await db
        .insertInto("study")
        .values({ ...row, created: now, updated: now, tags: "[]", notes: "", archived: 0 })
        .onConflict((conflict) => conflict.columns(["name", "hash"]).doUpdateSet({ source: row.source }))
        .execute();
      const found = await db
        .selectFrom("study")
        .selectAll()
        .where("name", "=", name)
        .where("hash", "=", row.hash)
        .executeTakeFirstOrThrow();
      return toStudy(found, (await countsOf()).get(found.id) ?? noRuns);
    },

    async addRuns(study, runs) {
      let added = 0;
      for (let start = 0; start < runs.length; start += CHUNK)
        added += await addChunk(db, study, runs.slice(start, start + CHUNK));
      if (added > 0) await touchStudy(db, study);
      return added;
    },

    async claim({ worker, studies, leaseSeconds = LEASE_SECONDS, environment = null }) {
      const now = Date.now();
      const leaseMilliseconds = 1000 * leaseSeconds;
      const next = db
        .selectFrom("run")
        .select("id")
        .where((where) =>
          where.or([
            where("state", "=", "queued"),
            where.and([where("state", "=", "running"), where("lease", "<", now)]),
          ]),
        )
        .$if(studies !== undefined, (query) => query.where("study", "in", [...studies!]))
        .orderBy("id")
        .limit(1);
      const claimed = await db
        .updateTable("run")
        .set((row) => ({
          state: "running" as const,
          attempt: row("attempt", "+", 1),
          crashes: row("crashes", "+", row.case().when("state", "=", "running").then(1).else(0).end()),
          worker,
          lease: now + leaseMilliseconds,
          started: row.fn.coalesce("started", row.val(new Date(now).toISOString())),
          environment: JSON.stringify(environment),
        }))
        .where("id", "=", next)
        .returning("id")
        .executeTakeFirst();
      const about = { machine: hostname(), seen: now, run: claimed?.id ?? null };
      await db
        .insertInto("worker")
        .values({ name: worker, ...about, finished: 0, failed: 0 })
        .onConflict((conflict) => conflict.column("name").doUpdateSet(about))
        .execute();
      const run = claimed && (await store.run(claimed.id));
      return run && createClaim(db, { run, worker, leaseMilliseconds });
    },

    async abandon(worker) {
      const rows = await db
        .updateTable("run")
        .set((row) => ({ state: "queued" as const, lease: null, crashes: row("crashes", "+", 1) }))
        .where("worker", "=", worker)
        .where("state", "=", "running")
        .returning("id")
        .execute();
      return rows.map(({ id }) => id);
    },

    async retry(filter) {
      const chosen = (await store.runs(filter)).filter(({ state }) => state === "failed").map(({ id }) => id);
      if (chosen.length === 0) return 0;
      await db
        .updateTable("run")
        .set({ state: "queued", attempt: 0, crashes: 0, error: null, finished: null })
        .where("id", "in", chosen)
        .execute();
      return chosen.length;
    },

    async studies({ archived = false } = {}) {
      const counts = await countsOf();
      const rows = await db
        .selectFrom("study")
        .selectAll()
        .orderBy("updated", "desc")
        .orderBy("id", "desc")
        .execute();
      return rows
        .filter((row) => archived || row.archived === 0)
        .map((row) => toStudy(row, counts.get(row.id) ?? noRuns));
    },

    async study(nameOrId) {
      const row = await db
        .selectFrom("study")
        .selectAll()
        .where(typeof nameOrId === "number" ? "id" : "name", "=", nameOrId)
        .orderBy("updated", "desc")
        .orderBy("id", "desc")
        .limit(1)
        .executeTakeFirst();
      return row && toStudy(row, (await countsOf()).get(row.id) ?? noRuns);
    },

    async runs(filter = {}) {
      const now = Date.now();
      return (await filtered(filter, now).execute()).map((row) => toRun(row, now));
    },

    async run(id) {
      const row = await runRows().where("run.id", "=", id).executeTakeFirst();
      return row && toRun(row, Date.now());
    },

    async keys(runs) {
      if (runs.length === 0) return [];
      const rows = await db
        .selectFrom("point")
        .select("key")
        .distinct()
        .where("run", "in", [...runs])
        .orderBy("key")
        .execute();
      return rows.map(({ key }) => key);
    },

    curves: (filter) => readCurves(db, filter),

    async artifacts(run) {
      const rows = await db
        .selectFrom("artifact")
        .select(["name", "type", (row) => row.fn<number>("length", ["bytes"]).as("bytes")])
        .where("run", "=", run)
        .orderBy("name")
        .execute();
      return rows.map(({ name, type, bytes }) => ({ name, type, bytes: Number(bytes) }));
    },

    async readArtifact(run, name) {
      const row = await db
        .selectFrom("artifact")
        .select("bytes")
        .where("run", "=", run)
        .where("name", "=", name)
        .executeTakeFirst();
      return row && new Uint8Array(row.bytes);
    },

    async workers() {
      const rows = await db.selectFrom("worker").selectAll().orderBy("seen", "desc").execute();
      return rows.map((row) => ({ ...row, seen: new Date(Number(row.seen)).toISOString() }));
    },

    async annotate(study, { tags, notes, archived }) {
      const change = {
        ...(tags && { tags: JSON.stringify(tags) }),
        ...(notes !== undefined && { notes }),
        ...(archived !== undefined && { archived: archived ? 1 : 0 }),
      };
      if (Object.keys(change).length === 0) return;
      const { numUpdatedRows } = await db
        .updateTable("study")
        .set(change)
        .where("id", "=", study)
        .executeTakeFirst();
      if (numUpdatedRows === 0n) throw noStudy("annotate", study);
    },

    async remove(study) {
      const { numDeletedRows } = await db.deleteFrom("study").where("id", "=", study).executeTakeFirst();
      if (numDeletedRows === 0n) throw noStudy("remove", study);
    },

    close: () => db.destroy(),
  };
  return store;
}

const noStudy = (where: string, study: number) =>
  new ArgumentError({
    where: `${where}(study)`,
    rule: `must be the id of a study of the store, got ${study}`,
  });

/** Adds configurations and runs that are new, in one transaction. */
function addChunk(db: Database, study: number, runs: readonly NewRun[]): Promise<number> {
  const configurations = new Map(
    runs.map(({ configuration }) => [
      hashOf({ ...configuration }),
      {
        study,
        hash: hashOf({ ...configuration }),
        arm: configuration.arm,
        content: JSON.stringify(configuration.values),
      },
    ]),
  );
  return db.transaction().execute(async (transaction) => {
    await transaction
      .insertInto("configuration")
      .values([...configurations.values()])
      .onConflict((conflict) => conflict.columns(["study", "hash"]).doNothing())
      .execute();
    const known = await transaction
      .selectFrom("configuration")
      .select(["id", "hash"])
      .where("study", "=", study)
      .where("hash", "in", [...configurations.keys()])
      .execute();
    const ids = new Map(known.map(({ id, hash }) => [hash, id]));
    const waiting = {
      state: "queued" as const,
      attempt: 0,
      crashes: 0,
      step: 0,
      seconds: 0,
      metrics: "{}",
      extra: "null",
      environment: "null",
    };
    const { numInsertedOrUpdatedRows = 0n } = await transaction
      .insertInto("run")
      .values(
        runs.map(({ configuration, seed, stage }) => ({
          ...{ study, seed, stage, configuration: ids.get(hashOf({ ...configuration }))! },
          ...waiting,
        })),
      )
      .onConflict((conflict) => conflict.columns(["study", "configuration", "seed"]).doNothing())
      .executeTakeFirst();
    return Number(numInsertedOrUpdatedRows);
  });
}

async function readCurves(db: Database, { runs, key, from, to, most }: CurveFilter) {
  if (runs.length === 0) return [];
  const rows = await db
    .selectFrom("point")
    .select(["run", "step", "value", "seconds"])
    .where("run", "in", [...runs])
    .where("key", "=", key)
    .$if(from !== undefined, (query) => query.where("step", ">=", from!))
    .$if(to !== undefined, (query) => query.where("step", "<=", to!))
    .orderBy("run")
    .orderBy("step")
    .execute();
  const curves = new Map<number, { step: number; value: number; seconds: number }[]>(
    runs.map((run) => [run, []]),
  );
  for (const { run, value, ...point } of rows)
    curves.get(run)!.push({ ...point, value: value ?? Number.NaN });
  return [...curves].map(([run, points]) => {
    const kept = most === undefined ? points : downsample(points, most);
    return { run, points: kept, downsampled: kept.length < points.length };
  });
}
