/**
 * @file pg-boss as the queue: a job for each run that waits, in a queue for each study. The engine says when to look, the
 * row of the run says whether to work.
 */

import { randomUUID } from "node:crypto";
import { CompiledQuery, sql } from "kysely";
import type { Pool } from "pg";
import type PgBoss from "pg-boss";
import type { Queue, Write } from "../home.ts";
import { ids } from "./expressions.ts";

/** Leases say when a worker is dead, so jobs last as long as they may, and are tried as often as it takes. */
const options = {
  expireInSeconds: 23 * 3600,
  retentionMinutes: 10 * 365 * 24 * 60,
  retryLimit: 1_000_000,
  retryDelay: 0,
};

const nameOf = (study: number): string => `study-${study}`;

type Guard = <Result>(work: () => Promise<Result>) => Promise<Result>;

interface JobQueue extends Queue {
  close(): Promise<void>;
}

/** The engine starts with the first run that is added or claimed: readers need none. */
export function jobQueue(pool: Pool, guard: Guard): JobQueue {
  let starting: Promise<PgBoss> | undefined;
  const engine = (): Promise<PgBoss> => {
    starting ??= start(pool).catch((error: unknown) => {
      starting = undefined;
      throw error;
    });
    return starting;
  };
  return {
    start: () => guard(async () => void (await engine())),
    prepare: (study) =>
      guard(async () => (await engine()).createQueue(nameOf(study), { name: nameOf(study), ...options })),
    async add(db, study, runs) {
      if (runs.length === 0) return;
      // of jobs that were added together the engine would take any; runs go in the order of their ids
      const jobs = runs.map((run) => ({
        ...{ id: randomUUID(), name: nameOf(study), data: { run }, priority: -run },
      }));
      await (await engine()).insert(jobs, { db: inside(db) });
      await setJobs(db, jobs);
    },
    async next(db, studies) {
      const boss = await engine();
      for (const study of await waitingStudies(db, studies)) {
        const run = await nextOf(boss, db, study);
        if (run !== undefined) return run;
      }
    },
    async complete(db, { study, job }) {
      if (job !== null) await (await engine()).complete(nameOf(study), job, { db: inside(db) });
    },
    async putBack(db, { study, job }) {
      if (job !== null) await (await engine()).fail(nameOf(study), job, { db: inside(db) });
    },
    remove: (study) => guard(async () => removeQueue(await engine(), nameOf(study))),
    async close() {
      const boss = await starting?.catch(() => undefined);
      await boss?.stop({ graceful: false });
    },
  };
}

async function start(pool: Pool): Promise<PgBoss> {
  const { default: Engine } = await import("pg-boss");
  const boss = new Engine({ db: beside(pool), schedule: false, maintenanceIntervalSeconds: 10 });
  boss.on("error", () => undefined); // of its own upkeep, which it tries again
  return alone(pool, () => boss.start());
}

/** "GLIS", as good a number as any. */
const lock = 0x474c4953;

/** Runs the work while no other process does: of several that make the engine's tables at a time, all but one fail. */
async function alone<Result>(pool: Pool, work: () => Promise<Result>): Promise<Result> {
  const client = await pool.connect();
  try {
    await client.query("select pg_advisory_lock($1)", [lock]);
    return await work();
  } finally {
    client.release(true); // the lock ends with the connection
  }
}

/** A queue goes only without jobs. */
async function removeQueue(boss: PgBoss, name: string): Promise<void> {
  for (const table of ["job", "archive"]) {
    await boss.getDb().executeSql(`delete from pgboss.${table} where name = $1`, [name]);
  }
  await boss.deleteQueue(name);
}

/** Runs what the engine says within a transaction. */
const inside = (db: Write): PgBoss.Db => ({
  async executeSql(text, values) {
    const { rows } = await db.executeQuery(CompiledQuery.raw(text, values));
    return { rows };
  },
});

/** Runs it on a connection of its own, which is closed where that failed: it may be within a transaction. */
const beside = (pool: Pool): PgBoss.Db => ({
  async executeSql(text, values) {
    const client = await pool.connect();
    try {
      const result = await client.query(text, values);
      client.release();
      return result;
    } catch (error) {
      client.release(true);
      throw error;
    }
  },
});

interface Job {
  readonly id: string;
  readonly data: { readonly run: number };
}

/** Each run knows its job. */
async function setJobs(db: Write, jobs: readonly Job[]): Promise<void> {
  const runs = `{${jobs.map(({ data }) => data.run).join()}}`;
  const jobIds = `{${jobs.map(({ id }) => id).join()}}`;
  await sql`
    update run set job = new.job from unnest(${runs}::bigint[], ${jobIds}::text[]) as new (run, job)
    where run.id = new.run`.execute(db);
}

/** The studies that have runs that wait, the oldest first. */
async function waitingStudies(db: Write, studies: readonly number[] | undefined): Promise<readonly number[]> {
  const isAmong = studies ? sql`study.id in ${ids(studies)}` : sql`true`;
  const { rows } = await sql<{ id: number }>`
    select id from study where ${isAmong}
    and exists (select from run where run.study = study.id and state = 'queued') order by id`.execute(db);
  return rows.map(({ id }) => id);
}

/** The run of the next job; jobs whose runs have ended, or have another job by now, are completed on the way. */
async function nextOf(boss: PgBoss, db: Write, study: number): Promise<number | undefined> {
  for (;;) {
    const job = await fetch(boss, db, study);
    if (job === undefined) return undefined;
    const { rows } = await sql<{ id: number; state: string; job: string }>`
      select id, state, job from run where id = ${job.data.run} for update`.execute(db);
    const run = rows[0]?.job === job.id ? rows[0] : undefined;
    if (run?.state === "queued") return run.id;
    // the job of a run that is being worked on stays as it is until its worker completes it
    if (run?.state !== "running") await boss.complete(nameOf(study), job.id, { db: inside(db) });
  }
}

/** The engine takes a query that failed for an empty queue, so errors are kept from it. */
async function fetch(boss: PgBoss, db: Write, study: number): Promise<Job | undefined> {
  let failure: unknown;
  const { executeSql } = inside(db);
  const kept: PgBoss.Db = {
    executeSql: (text, values) =>
      executeSql(text, values).catch((error: unknown) => {
        failure = error;
        throw error;
      }),
  };
  // jobs that were put back in this transaction start with it
  const [job] = await boss.fetch<Job["data"]>(nameOf(study), { db: kept, ignoreStartAfter: true });
  if (failure !== undefined) throw failure;
  return job;
}
