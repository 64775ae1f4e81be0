/** @file A run in the hands of one worker, from the claim to its end. */

import { sql } from "kysely";
import { ENDINGS } from "./endings.ts";
import { createHold, type Hold, type Owner } from "./hold.ts";
import { numbersToJson } from "./json.ts";
import {
  requireInteger,
  requireLabel,
  requireName,
  requireNumbers,
  requireOneOf,
  storable,
} from "./names.ts";
import { endAttempt } from "./orphaned.ts";
import { writeOutlines } from "./outlines.ts";
import type { Checkpoint, Claim, Ending, Point } from "./store.ts";
import { freeWorker, hearWorker } from "./workers.ts";

export function createClaim(owner: Owner): Claim {
  const { home, run, worker } = owner;
  const hold = createHold(owner);
  return {
    run,
    async heartbeat(step) {
      if (step !== undefined) requireInteger("heartbeat(step)", step);
      return hold.change(step === undefined ? {} : { step }, (db) => hearWorker(home, db, worker));
    },
    log(points) {
      for (const point of points) requirePoint("log", point);
      hold.log.add(points);
    },
    checkpoint: (step, seconds, bytes) => keepCheckpoint(owner, hold, { step, seconds, bytes }),
    resume: () => resume(owner, hold),
    async artifact(name, type, bytes) {
      requireName("artifact(name)", name);
      requireLabel("artifact(type)", type);
      const row = { attempt: run.attempt, type, size: bytes.length, bytes };
      return hold.change({}, async (db) => {
        await db
          .insertInto("artifact")
          .values({ run: run.id, name, ...row })
          .onConflict((conflict) => conflict.columns(["run", "name"]).doUpdateSet(row))
          .execute();
      });
    },
    finish: (ending) => finish(owner, hold, ending),
    async release() {
      const isOwn = await hold.changeWithPoints(
        { state: "queued", worker: null, lease: null },
        async (db, job) => {
          await endAttempt(home, db, { run: run.id, attempt: run.attempt, ending: "released" });
          await freeWorker(home, db, worker, undefined);
          await home.queue.putBack(db, job);
        },
      );
      hold.log.stop();
      return isOwn;
    },
  };
}

export function requirePoint(where: string, { key, step, value, seconds }: Point): void {
  requireLabel(`${where}: key`, key);
  requireInteger(`${where}: step`, step);
  requireNumbers(where, { value, seconds });
}

async function keepCheckpoint({ run }: Owner, hold: Hold, checkpoint: Checkpoint): Promise<boolean> {
  requireInteger("checkpoint(step)", checkpoint.step);
  requireNumbers("checkpoint", { seconds: checkpoint.seconds });
  const { step, seconds } = checkpoint;
  const row = { attempt: run.attempt, ...checkpoint };
  const isOwn = await hold.changeWithPoints({ step, seconds }, async (db) => {
    await hold.settle(db);
    await db
      .insertInto("checkpoint")
      .values({ run: run.id, ...row })
      .onConflict((conflict) => conflict.column("run").doUpdateSet(row))
      .execute();
  });
  if (isOwn) hold.resumed();
  return isOwn;
}

async function resume({ run }: Owner, hold: Hold): Promise<Checkpoint | undefined> {
  let found: Checkpoint | undefined;
  const isOwn = await hold.change({}, async (db) => {
    const row = await db.selectFrom("checkpoint").selectAll().where("run", "=", run.id).executeTakeFirst();
    found = row && { step: row.step, seconds: row.seconds, bytes: new Uint8Array(row.bytes) };
    const resumed = found?.step ?? null;
    const at = { step: resumed ?? 0, seconds: found?.seconds ?? 0 };
    await db.updateTable("run").set(at).where("id", "=", run.id).execute();
    await db
      .deleteFrom("point")
      .where("run", "=", run.id)
      .where("step", ">", resumed ?? -1)
      .execute();
    await db
      .updateTable("attempt")
      .set({ resumed })
      .where("run", "=", run.id)
      .where("number", "=", run.attempt)
      .execute();
  });
  if (isOwn) hold.resumed();
  return found;
}

async function finish(owner: Owner, hold: Hold, ending: Ending): Promise<boolean> {
  requireEnding("finish", ending);
  const { home, run, worker } = owner;
  const { state, step, seconds, metrics = {}, extra = null, error } = ending;
  const result = {
    ...{ state, step, seconds, metrics: numbersToJson(metrics), extra: JSON.stringify(extra) },
    ...{ error: error === undefined ? null : storable(error), finished: home.now, lease: null },
  };
  const isOwn = await hold.changeWithPoints(result, async (db, job) => {
    // a failed run may go on from its checkpoint some day
    if (state !== "failed") {
      await hold.settle(db);
      await db.deleteFrom("checkpoint").where("run", "=", run.id).execute();
    }
    await endAttempt(home, db, { run: run.id, attempt: run.attempt, ending: state });
    await freeWorker(home, db, worker, state === "failed" ? "failed" : "finished");
    await home.queue.complete(db, job);
  });
  hold.log.stop();
  // readers do without
  if (isOwn) await writeOutlines(home, run).catch(() => undefined);
  return isOwn || wasWritten(owner, ending);
}

export function requireEnding(where: string, { state, step, seconds, metrics = {} }: Ending): void {
  requireOneOf(`${where}({ state })`, state, ENDINGS);
  requireInteger(`${where}({ step })`, step);
  requireNumbers(where, { seconds });
  requireNumbers(`${where}({ metrics })`, metrics);
}

/** Whether the result is there all the same: the database restarted after it wrote it, and before it said so. */
async function wasWritten({ home, run, worker }: Owner, { state }: Ending): Promise<boolean> {
  const { rows } = await home.read((db) =>
    sql`select 1 from run where id = ${run.id} and attempt = ${run.attempt} and worker = ${worker} and state = ${state}`.execute(
      db,
    ),
  );
  return rows.length > 0;
}
