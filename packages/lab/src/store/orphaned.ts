/** @file Runs whose workers died or fell silent: they wait again. */

import { type Expression, type SqlBool, sql } from "kysely";
import type { Home, RunJob, Write } from "./home.ts";

interface AbandonOptions {
  /** Whether it counts as a crash of the run, of which a few make it fail; true by default. */
  readonly isCrash?: boolean;
}

/** Puts the runs of a worker that has died back into the queue, and says which. */
export async function abandon(
  home: Home,
  worker: string,
  options: AbandonOptions = {},
): Promise<readonly number[]> {
  await home.queue.start();
  return home.write((db) => requeueOrphaned(home, db, sql`worker = ${worker}`, options));
}

interface OrphanedRun extends RunJob {
  readonly id: number;
  readonly attempt: number;
}

/** Puts running runs back into the queue where the condition holds, and says which. */
export async function requeueOrphaned(
  home: Home,
  db: Write,
  condition: Expression<SqlBool>,
  { isCrash = true }: AbandonOptions = {},
): Promise<readonly number[]> {
  const { rows } = await sql<OrphanedRun>`
    select id, study, job, attempt from run where state = 'running' and ${condition}
    order by id ${home.forUpdate}`.execute(db);
  for (const { id, attempt, ...job } of rows) {
    await db
      .updateTable("run")
      .set((run) => ({
        ...{ state: "queued" as const, worker: null, lease: null, updated: home.now },
        crashes: run("crashes", "+", isCrash ? 1 : 0),
      }))
      .where("id", "=", id)
      .execute();
    await endAttempt(home, db, { run: id, attempt, ending: "lost" });
    await home.queue.putBack(db, job);
  }
  return rows.map(({ id }) => id);
}

interface AttemptEnd {
  readonly run: number;
  readonly attempt: number;
  /** A state of the run, `released` or `lost`. */
  readonly ending: string;
}

export async function endAttempt(home: Home, db: Write, { run, attempt, ending }: AttemptEnd): Promise<void> {
  await db
    .updateTable("attempt")
    .set({ ended: home.now, ending })
    .where("run", "=", run)
    .where("number", "=", attempt)
    .execute();
}
