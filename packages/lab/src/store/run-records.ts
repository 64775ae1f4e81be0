/** @file Runs as they are read: found by a filter, put back where they failed. */

import { ArgumentError } from "glissade";
import { type Expression, type Kysely, type SqlBool, sql } from "kysely";
import type { Home } from "./home.ts";
import { numbersFromJson } from "./json.ts";
import { requireInteger, requireOneOf } from "./names.ts";
import { isIn, runStates, stateOf } from "./run-states.ts";
import type { RunFilter, RunRecord } from "./store.ts";
import type { Tables } from "./tables.ts";
import { toIsoOrNull } from "./times.ts";

/** SQLite knows no OFFSET without a LIMIT. */
const noLimit = 2 ** 31 - 1;

/** Rows of runs with what other tables say of them. */
const rowsOf = (home: Home, db: Kysely<Tables>) =>
  db
    .selectFrom("run")
    .innerJoin("configuration", "configuration.id", "run.configuration")
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
      .orderBy("run.id")
      .limit(filter.limit ?? noLimit)
      .offset(filter.offset ?? 0);
    return (await rows.execute()).map(toRecord);
  });
}

export async function findRun(home: Home, db: Kysely<Tables>, id: number): Promise<RunRecord | undefined> {
  requireInteger("run(id)", id);
  const row = await rowsOf(home, db).where("run.id", "=", id).executeTakeFirst();
  return row && toRecord(row);
}

function requireFilter(where: string, { study, states = [], limit, offset }: RunFilter): void {
  if (study !== undefined) requireInteger(`${where}({ study })`, study);
  for (const state of states) requireOneOf(`${where}({ states })`, state, runStates);
  if (limit !== undefined) requireInteger(`${where}({ limit })`, limit);
  if (offset !== undefined) requireInteger(`${where}({ offset })`, offset);
}

/** What the rows of `run` and `configuration` must be like. */
function matches(home: Home, { study, states, arms, stage, tag }: RunFilter): Expression<SqlBool> {
  const conditions = [
    sql<SqlBool>`1 = 1`,
    ...(study === undefined ? [] : [sql<SqlBool>`run.study = ${study}`]),
    ...(states === undefined ? [] : [isIn(home, states)]),
    ...(arms === undefined ? [] : [isAmong(arms)]),
    ...(stage === undefined ? [] : [sql<SqlBool>`run.stage = ${stage}`]),
    ...(tag === undefined ? [] : [hasTag(tag)]),
  ];
  return sql<SqlBool>`${sql.join(conditions, sql` and `)}`;
}

const isAmong = (arms: readonly string[]): Expression<SqlBool> =>
  arms.length === 0 ? sql<SqlBool>`1 = 0` : sql<SqlBool>`configuration.arm in (${sql.join(arms)})`;

/** Whether the list in JSON has the text, as both databases can tell. */
const hasTag = (tag: string): Expression<SqlBool> =>
  sql<SqlBool>`replace(run.tags, ${JSON.stringify(tag)}, '') <> run.tags`;

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
