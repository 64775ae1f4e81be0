/** @file The fence around a run: what a worker writes is taken only while the run's newest attempt is its own. */

import { type RawBuilder, sql, type UpdateObject } from "kysely";
import type { Home, RunJob, Write } from "./home.ts";
import { createPointLog, type PointLog } from "./point-log.ts";
import type { Point, RunRecord } from "./store.ts";
import type { Tables } from "./tables.ts";

export interface Owner {
  readonly home: Home;
  readonly run: RunRecord;
  readonly worker: string;
  /** The end of the lease, were it extended now. */
  readonly lease: RawBuilder<number>;
}

type Change = UpdateObject<Tables, "run">;
type Work = (db: Write, job: RunJob) => Promise<void>;

export interface Hold {
  readonly log: PointLog;
  /** One transaction that changes the run's row and then does the work; false where the run is another's by now. */
  change(change: Change, work: Work): Promise<boolean>;
  /** The same with all points that wait; they are kept where it fails. */
  changeWithPoints(change: Change, work: Work): Promise<boolean>;
  /** Says that the run begins anew unless it has been resumed: what earlier attempts left behind goes. */
  settle(db: Write): Promise<void>;
  /** Says that what earlier attempts left behind is as it should be. */
  resumed(): void;
}

export function createHold({ home, run, lease }: Owner): Hold {
  let isSettled = run.attempt === 1;

  const settle = async (db: Write): Promise<void> => {
    if (isSettled) return;
    await db.deleteFrom("point").where("run", "=", run.id).where("attempt", "<", run.attempt).execute();
    await db.deleteFrom("checkpoint").where("run", "=", run.id).where("attempt", "<", run.attempt).execute();
  };
  const insert = async (db: Write, points: readonly Point[]): Promise<void> => {
    if (points.length === 0) return;
    await settle(db);
    await home.insertPoints(db, run.id, run.attempt, points);
  };
  const change = async (changes: Change, work: Work): Promise<boolean> => {
    const isOwn = await home.write(async (db) => {
      const job = await changeRow(db, run, { lease, updated: home.now, ...changes });
      if (job !== undefined) await work(db, job);
      return job !== undefined;
    });
    if (!isOwn) log.stop();
    return isOwn;
  };
  const log = createPointLog(async (points) => {
    const { step, seconds } = points.reduce((a, b) => (b.step > a.step ? b : a));
    const furthest = sql<number>`case when step < ${step} then ${step} else step end`;
    const isOwn = await change({ step: furthest, seconds }, (db) => insert(db, points));
    isSettled ||= isOwn;
  });
  return {
    log,
    change,
    async changeWithPoints(changes, work) {
      const points = await log.take();
      try {
        const isOwn = await change(changes, async (db, job) => {
          await insert(db, points);
          await work(db, job);
        });
        if (points.length > 0) isSettled ||= isOwn;
        return isOwn;
      } catch (error) {
        log.giveBack(points);
        throw error;
      }
    },
    settle,
    resumed() {
      isSettled = true;
    },
  };
}

/** Changes the row of a run where the attempt is its newest and goes on; this locks the row. */
async function changeRow(db: Write, run: RunRecord, changes: Change): Promise<RunJob | undefined> {
  return db
    .updateTable("run")
    .set(changes)
    .where("id", "=", run.id)
    .where("attempt", "=", run.attempt)
    .where("state", "=", "running")
    .returning(["study", "job"])
    .executeTakeFirst();
}
