/** @file Runs as they are read: found by a filter, put back where they failed. */

import { ArgumentError } from "glissade";
import type { Kysely } from "kysely";
import type { Home } from "./home.ts";
import { numbersFromJson } from "./json.ts";
import { requireInteger } from "./names.ts";
import { byStage, matches, noLimit, orderOf, requireFilter } from "./run-filter.ts";
import { stateOf } from "./run-states.ts";
import type { FinalNumber, RunFilter, RunRecord, RunScore } from "./store.ts";
import type { Tables } from "./tables.ts";
import { toIsoOrNull } from "./times.ts";

const joined = (db: Kysely<Tables>) =>
  db.selectFrom("run").innerJoin("configuration", "configuration.id", "run.configuration");

/** Rows of runs with what other tables say of them. */
const rowsOf = (home: Home, db: Kysely<Tables>) =>
  joined(db)
    .leftJoin("attempt", (join) =>
      join.onRef("attempt.run", "=", "run.id").onRef("attempt.number", "=", "run.attempt"),
    )
    .select(["run.id", "run.study", "run.seed", "run.stage", "run.attempt", "run.crashes", "run.worker"])
    .select([
      "run.step",
      "run.started",
      "run.finished",
      "run.seconds",
      "run.metrics",
      "run.extra",
      "run.error",
      "run.tags",
      "run.notes",
    ])
    .select(["configuration.arm", "configuration.values", "attempt.environment"])
    .select(stateOf(home).as("state"));

type RunRow = Awaited<ReturnType<ReturnType<typeof rowsOf>["executeTakeFirstOrThrow"]>>;

function toRecord({ arm, values, ...row }: RunRow): RunRecord {
  return {
    ...row,
    configuration: { arm, values: JSON.parse(values) },
    started: toIsoOrNull(row.started),
    finished: toIsoOrNull(row.finished),
    metrics: numbersFromJson(row.metrics),
    extra: JSON.parse(row.extra),
    tags: JSON.parse(row.tags),
    environment: JSON.parse(row.environment ?? "null"),
  };
}

export function findRuns(home: Home, filter: RunFilter): Promise<readonly RunRecord[]> {
  requireFilter("runs", filter);
  return home.read(async (db) => {
    const rows = rowsOf(home, db)
      .where(matches(home, filter))
      .orderBy(orderOf(home, filter.order))
      .limit(filter.limit ?? noLimit)
      .offset(filter.offset ?? 0);
    return (await rows.execute()).map(toRecord);
  });
}

/** How many runs there are, whatever the limit. */
export function countRunsOf(home: Home, filter: RunFilter): Promise<number> {
  requireFilter("countRuns", filter);
  return home.read(async (db) => {
    const { count } = await joined(db)
      .where(matches(home, filter))
      .select((run) => run.fn.countAll<number>().as("count"))
      .executeTakeFirstOrThrow();
    return count;
  });
}

/** One final number of each run, with little else, so that thousands are quick to read. */
export function findScores(home: Home, filter: RunFilter, number: FinalNumber): Promise<readonly RunScore[]> {
  requireFilter("scores", filter);
  return home.read(async (db) => {
    const rows = await joined(db)
      .where(matches(home, filter))
      .select(["run.id", "run.stage", "configuration.arm"])
      .select(stateOf(home).as("state"))
      .select(byStage(home.metric, number).as("value"))
      .orderBy(orderOf(home, filter.order))
      .limit(filter.limit ?? noLimit)
      .offset(filter.offset ?? 0)
      .execute();
    return rows.map(({ value, ...row }) => ({ ...row, value: value === null ? null : Number(value) }));
  });
}

export async function findRun(home: Home, db: Kysely<Tables>, id: number): Promise<RunRecord | undefined> {
  requireInteger("run(id)", id);
  const row = await rowsOf(home, db).where("run.id", "=", id).executeTakeFirst();
  return row && toRecord(row);
}

/** Puts failed runs back into the queue, and diverged ones where they are asked for. */
export async function retry(home: Home, filter: RunFilter): Promise<number> {
  const { states = ["failed"] } = filter;
  const other = states.find((state) => state !== "failed" && state !== "diverged");
  if (other !== undefined) {
    throw new ArgumentError({ where: "retry({ states })", rule: `must be failed or diverged, got ${other}` });
  }
  const chosen = await findRuns(home, { ...filter, states });
  await home.queue.start();
  return home.write(async (db) => {
    const rows = await db
      .updateTable("run")
      .set({ state: "queued", crashes: 0, worker: null, error: null, finished: null, updated: home.now })
      .set({ metrics: "{}", extra: "null" })
      .where("id", "in", home.ids(chosen.map(({ id }) => id)))
      .where("state", "in", ["failed", "diverged"])
      .returning(["id", "study"])
      .execute();
    for (const study of [...new Set(rows.map((row) => row.study))].sort((a, b) => a - b)) {
      const runs = rows.filter((row) => row.study === study).map(({ id }) => id);
      await home.queue.add(db, study, runs);
    }
    return rows.length;
  });
}
