/** @file The claim of a run: the next that waits becomes this worker's. */

import { sql } from "kysely";
import { createClaim } from "./claimed.ts";
import type { Home, Write } from "./home.ts";
import { requeueLost } from "./lost.ts";
import { requireIds, requireLabel, requirePositive } from "./names.ts";
import { dropOutlines } from "./outlines.ts";
import { findRun } from "./run-records.ts";
import type { Claim, ClaimOptions, RunRecord } from "./store.ts";
import { seeWorker } from "./workers.ts";

const defaultLeaseSeconds = 20;

/** Runs whose leases have expired wait too from now on; then the first that waits is taken. */
export async function claimRun(home: Home, options: ClaimOptions): Promise<Claim | undefined> {
  const { worker, studies, leaseSeconds = defaultLeaseSeconds } = options;
  requireLabel("claim({ worker })", worker);
  requirePositive("claim({ leaseSeconds })", leaseSeconds);
  requireIds("claim({ studies })", studies ?? []);
  const lease = sql<number>`${home.now} + ${Math.ceil(leaseSeconds * 1000)}`;
  await home.queue.start();
  const run = await home.write(async (db) => {
    const isAmong = studies ? sql`study in ${home.ids(studies)}` : sql`1 = 1`;
    await requeueLost(home, db, sql`lease < ${home.now} and ${isAmong}`);
    const id = await home.queue.next(db, studies);
    const taken = id === undefined ? undefined : await take(home, db, { ...options, id, lease });
    await seeWorker(home, db, worker, id ?? null);
    return taken;
  });
  return run && createClaim({ home, run, worker, lease });
}

interface Taking extends ClaimOptions {
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
