/** @file A run in the hands of one worker: every write says whose it is, and is dropped where another has taken over. */

import { ArgumentError } from "glissade";
import type { Transaction, Updateable } from "kysely";
import { encodeNumbers } from "./json.ts";
import type { Database, Tables } from "./schema.ts";
import type { Claim, Ending, Point, RunRecord } from "./store.ts";

const FLUSH_MILLISECONDS = 1000;
const MOST_BUFFERED = 1000;
/** Rows of one statement: databases bound the number of its parameters. */
const CHUNK = 500;

interface Owner {
  readonly run: RunRecord;
  readonly worker: string;
  readonly leaseMilliseconds: number;
  /** Ends the job of the queue beside, in the transaction of the result. */
  readonly complete?: (transaction: Transaction<Tables>) => Promise<void>;
}

/** The claim of a run that this worker has just been given. */
export function createClaim(db: Database, { run, worker, leaseMilliseconds, complete }: Owner): Claim {
  let buffer: Point[] = [];
  let timer: NodeJS.Timeout | undefined;
  let writing = Promise.resolve();
  let lost: unknown;

  /** Runs in a transaction that begins by asking whether the run is still ours; false where it is not. */
  const owned = (
    change: Updateable<Tables["run"]>,
    then: (transaction: Transaction<Tables>) => Promise<void> = async () => undefined,
  ): Promise<boolean> =>
    db.transaction().execute(async (transaction) => {
      const { numUpdatedRows } = await transaction
        .updateTable("run")
        .set(change)
        .where("id", "=", run.id)
        .where("attempt", "=", run.attempt)
        .where("state", "=", "running")
        .executeTakeFirst();
      if (numUpdatedRows === 0n) return false;
      await then(transaction);
      return true;
    });

  const lease = () => ({ lease: Date.now() + leaseMilliseconds });
  const sees = (transaction: Transaction<Tables>) =>
    transaction
      .updateTable("worker")
      .set({ seen: Date.now() })
      .where("name", "=", worker)
      .execute()
      .then(() => undefined);

  const take = (): readonly Point[] => {
    clearTimeout(timer);
    timer = undefined;
    const points = buffer;
    buffer = [];
    return points;
  };
  const flush = (): Promise<void> => {
    const points = take();
    // One after another, since a transaction holds the connection.
    writing = writing
      .then(async () => {
        if (points.length > 0) await owned(lease(), (transaction) => insertPoints(transaction, run, points));
      })
      .catch((error) => {
        lost ??= error;
      });
    return writing;
  };

  return {
    run,
    heartbeat: (step) => owned({ ...lease(), ...(step !== undefined && { step }) }, sees),
    log(points) {
      if (lost) throw lost;
      buffer.push(...points);
      if (buffer.length >= MOST_BUFFERED) void flush();
      else timer ??= setTimeout(() => void flush(), FLUSH_MILLISECONDS).unref();
    },
    async checkpoint(step, seconds, bytes) {
      await flush();
      await owned({ ...lease(), step, seconds }, async (transaction) => {
        await transaction
          .insertInto("checkpoint")
          .values({ run: run.id, step, seconds, bytes })
          .onConflict((conflict) => conflict.column("run").doUpdateSet({ step, seconds, bytes }))
          .execute();
      });
    },
    async resume() {
      const found = await db
        .selectFrom("checkpoint")
        .selectAll()
        .where("run", "=", run.id)
        .executeTakeFirst();
      // What was written after it will be written again.
      await owned(lease(), async (transaction) => {
        await transaction
          .deleteFrom("point")
          .where("run", "=", run.id)
          .where("step", ">", found?.step ?? -1)
          .execute();
      });
      return found && { step: found.step, seconds: found.seconds, bytes: new Uint8Array(found.bytes) };
    },
    async artifact(name, type, bytes) {
      requireName(name);
      await owned(lease(), async (transaction) => {
        await transaction
          .insertInto("artifact")
          .values({ run: run.id, name, type, bytes })
          .onConflict((conflict) => conflict.columns(["run", "name"]).doUpdateSet({ type, bytes }))
          .execute();
      });
    },
    async finish(ending) {
      await writing;
      if (lost) throw lost;
      const points = take();
      return owned(endingRow(ending), async (transaction) => {
        await insertPoints(transaction, run, points);
        await transaction.deleteFrom("checkpoint").where("run", "=", run.id).execute();
        await countEnding(transaction, worker, ending);
        await touchStudy(transaction, run.study);
        await complete?.(transaction);
      });
    },
    async release() {
      await flush();
      await owned({ state: "queued", lease: null, worker: null });
    },
  };
}

const endingRow = ({
  state,
  step,
  seconds,
  metrics = {},
  extra = null,
  error,
}: Ending): Updateable<Tables["run"]> => ({
  ...{ state, step, seconds, error: error ?? null },
  lease: null,
  finished: new Date().toISOString(),
  metrics: encodeNumbers(metrics),
  extra: JSON.stringify(extra),
});

async function insertPoints(
  transaction: Transaction<Tables>,
  run: RunRecord,
  points: readonly Point[],
): Promise<void> {
  const rows = points
    .map(({ key, step, value, seconds }) => ({
      ...{ run: run.id, key, step, attempt: run.attempt, seconds },
      value: Number.isNaN(value) ? null : value,
    }))
    .toSorted((a, b) => (a.key === b.key ? a.step - b.step : a.key < b.key ? -1 : 1));
  for (let start = 0; start < rows.length; start += CHUNK) {
    await transaction
      .insertInto("point")
      .values(rows.slice(start, start + CHUNK))
      .onConflict((conflict) =>
        conflict.columns(["run", "key", "step", "attempt"]).doUpdateSet((row) => ({
          value: row.ref("excluded.value"),
          seconds: row.ref("excluded.seconds"),
        })),
      )
      .execute();
  }
}

async function countEnding(
  transaction: Transaction<Tables>,
  worker: string,
  { state }: Ending,
): Promise<void> {
  await transaction
    .updateTable("worker")
    .set((row) => ({
      seen: Date.now(),
      run: null,
      finished: row("finished", "+", 1),
      failed: row("failed", "+", state === "failed" ? 1 : 0),
    }))
    .where("name", "=", worker)
    .execute();
}

export async function touchStudy(db: Transaction<Tables> | Database, study: number): Promise<void> {
  await db.updateTable("study").set({ updated: new Date().toISOString() }).where("id", "=", study).execute();
}

/** Names of artifacts are names of files, and of nothing else. */
export function requireName(name: string): void {
  if (/^[\w][\w .()+=@,-]*$/.test(name) && name.length <= 200 && !name.includes("..")) return;
  throw new ArgumentError({
    where: "artifact(name)",
    rule: `must be a plain name of at most 200 characters, got ${JSON.stringify(name.slice(0, 60))}`,
    fix: "Use letters, digits, spaces and - _ . only",
  });
}
