/** @file Workers: who they are, when they were seen, what they have done. */

import { hostname } from "node:os";
import type { Home, Write } from "./home.ts";
import type { WorkerRecord } from "./store.ts";
import { toIso } from "./times.ts";

/** A worker has asked for a run, and got this one or none. */
export async function seeWorker(home: Home, db: Write, name: string, run: number | null): Promise<void> {
  const about = { machine: hostname(), seen: home.now, run };
  await db
    .insertInto("worker")
    .values({ name, ...about, finished: 0, failed: 0 })
    .onConflict((conflict) => conflict.column("name").doUpdateSet(about))
    .execute();
}

/** A worker has given a sign of life. */
export async function hearWorker(home: Home, db: Write, name: string): Promise<void> {
  await db.updateTable("worker").set({ seen: home.now }).where("name", "=", name).execute();
}

/** A worker has no run any more: one that it ended counts. */
export async function freeWorker(
  home: Home,
  db: Write,
  name: string,
  ended: "finished" | "failed" | undefined,
): Promise<void> {
  await db
    .updateTable("worker")
    .set((worker) => ({
      ...{ seen: home.now, run: null },
      ...(ended && { [ended]: worker(ended, "+", 1) }),
    }))
    .where("name", "=", name)
    .execute();
}

/** Those that were seen last come first. */
export function listWorkers(home: Home): Promise<readonly WorkerRecord[]> {
  return home.read(async (db) => {
    const rows = await db.selectFrom("worker").selectAll().orderBy("seen", "desc").orderBy("name").execute();
    return rows.map(({ seen, ...row }) => ({ ...row, seen: toIso(seen) }));
  });
}
