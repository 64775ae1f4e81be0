/** @file The claim of a run: the next that waits, or one that is added at that moment, becomes this worker's. */

import { sql } from "kysely";
import { createClaim } from "./claimed.ts";
import type { Home, Write } from "./home.ts";
import { requireIds, requireLabel, requirePositive } from "./names.ts";
import { requeueOrphaned } from "./orphaned.ts";
import { dropOutlines } from "./outlines.ts";
import { findRun } from "./run-records.ts";
import { enqueue, requireRun } from "./runs.ts";
import type { Claim, ClaimBy, ClaimOptions, NewRun, RunRecord } from "./store.ts";
import { requireStudy } from "./studies.ts";
import { seeWorker } from "./workers.ts";

const defaultLeaseSeconds = 20;

/** Runs whose leases have expired wait too from now on; then the first that waits is taken. */
export async function claimRun(home: Home, options: ClaimOptions): Promise<Claim | undefined> {
  const { studies } = options;
  requireIds("claim({ studies })", studies ?? []);
  return claimWith(home, "claim", options, async (db) => {
    const isAmong = studies ? sql`study in ${home.ids(studies)}` : sql`1 = 1`;
    await requeueOrphaned(home, db, sql`lease < ${home.now} and ${isAmong}`);
    return home.queue.next(db, studies);
  });
}

/** Adds a run and takes it at once, so that no other worker can; nothing where the study has it. */
export async function startRun(
  home: Home,
  study: number,
  run: NewRun,
  options: ClaimBy,
): Promise<Claim | undefined> {
  requireRun("startRun", run);
  await home.queue.prepare(study);
  return claimWith(home, "startRun", options, async (db) => {
    await requireStudy(db, "startRun", study);
    const [id] = await enqueue(home, db, study, [run]);
    return id;
  });
}

/** The claim of the run that is found in the same transaction. */
async function claimWith(
  home: Home,
  where: string,
  options: ClaimBy,
  find: (db: Write) => Promise<number | undefined>,
): Promise<Claim | undefined> {
  const { worker, leaseSeconds = defaultLeaseSeconds } = options;
  requireLabel(`${where}({ worker })`, worker);
  requirePositive(`${where}({ leaseSeconds })`, leaseSeconds);
  const lease = sql<number>`${home.now} + ${Math.ceil(leaseSeconds * 1000)}`;
  await home.queue.start();
  const run = await home.write(async (db) => {
    const id = await find(db);
    const taken = id === undefined ? undefined : await take(home, db, { ...options, id, lease });
    await seeWorker(home, db, worker, id ?? null);
    return taken;
  });
  return run && createClaim({ home, run, worker, lease });
}

interface Taking extends ClaimBy {
  readonly id: number;
  readonly lease: ReturnType<typeof sql<number>>;
}

/** Begins the next attempt. */
async function take(
  home: Home,
  db: Write,
  { id, worker, lease, environment = null }: Taking,
): Promise<RunRecord | undefined> {
  const { attempt } = await db
    .updateTable("run")
    .set((run) => ({
      ...{ state: "running" as const, worker, lease, updated: home.now },
      attempt: run("attempt", "+", 1),
      started: run.fn.coalesce("started", home.now),
    }))
    .where("id", "=", id)
    .returning("attempt")
    .executeTakeFirstOrThrow();
  await dropOutlines(db, id);
  await db
    .insertInto("attempt")
    .values({ run: id, number: attempt, worker, started: home.now, environment: JSON.stringify(environment) })
    .execute();
  return findRun(home, db, id);
}
