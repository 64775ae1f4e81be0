/** @file Runs that ended elsewhere: added with their curves and their result in one transaction. */

import { ArgumentError } from "glissade";
import { toColumns } from "./annotation.ts";
import { requireEnding, requirePoint } from "./claimed.ts";
import { ENDINGS } from "./endings.ts";
import type { Home, Write } from "./home.ts";
import { numbersToJson } from "./json.ts";
import { requireLabel, storable } from "./names.ts";
import { dropOutlines, type EndedAttempt, writeOutlines } from "./outlines.ts";
import { inOrder } from "./point-log.ts";
import { addConfigurations, hashOf, requireRun } from "./runs.ts";
import type { EndedRun } from "./store.ts";
import { requireStudy } from "./studies.ts";

/** Whose attempts they are where the run names no worker. */
const elsewhere = "elsewhere";

export async function addEnded(home: Home, study: number, run: EndedRun): Promise<boolean> {
  requireRun("addEnded", run);
  requireEnding("addEnded", run.ending);
  if (run.worker !== undefined) requireLabel("addEnded({ worker })", run.worker);
  for (const point of run.points) requirePoint("addEnded", point);
  const annotation = toColumns("addEnded", run);
  const times = {
    started: toMilliseconds("addEnded({ started })", run.started),
    finished: toMilliseconds("addEnded({ finished })", run.finished),
  };
  const added = await home.write(async (db) => {
    await requireStudy(db, "addEnded", study);
    const ids = await addConfigurations(db, study, [run]);
    const key = { study, configuration: ids.get(hashOf(run.configuration))!, seed: run.seed };
    const row = { ...rowOf(run), ...annotation, ...times, updated: home.now };
    const found = (await insert(db, { ...key, ...row })) ?? (run.replace && (await replace(db, key, row)));
    if (!found) return undefined;
    await addAttempt(home, db, found, { run, ...times });
    await home.insertPoints(db, found.id, found.attempt, inOrder(run.points));
    return found;
  });
  if (added) await writeOutlines(home, added);
  return added !== undefined;
}

function toMilliseconds(where: string, time: string | null | undefined): number | null {
  if (time === undefined || time === null) return null;
  const milliseconds = Date.parse(time);
  if (Number.isFinite(milliseconds)) return milliseconds;
  throw new ArgumentError({ where, rule: `must be a time in ISO 8601, got ${JSON.stringify(time)}` });
}

const rowOf = ({ stage, worker, ending }: EndedRun) => {
  const { state, step, seconds, metrics = {}, extra = null, error } = ending;
  return {
    ...{ stage, state, attempt: 1, crashes: 0, worker: worker ?? null, lease: null, step, seconds },
    ...{ metrics: numbersToJson(metrics), extra: JSON.stringify(extra) },
    error: error === undefined ? null : storable(error),
  };
};

interface Key {
  readonly study: number;
  readonly configuration: number;
  readonly seed: number;
}

type Row = ReturnType<typeof rowOf> & {
  readonly started: number | null;
  readonly finished: number | null;
  readonly updated: Home["now"];
};

/** Nothing where the study has the run. */
const insert = (db: Write, row: Key & Row): Promise<EndedAttempt | undefined> =>
  db
    .insertInto("run")
    .values(row)
    .onConflict((conflict) => conflict.columns(["study", "configuration", "seed"]).doNothing())
    .returning(["id", "attempt"])
    .executeTakeFirst();

/** The run keeps its number and gets another attempt; nothing where it has not ended. */
async function replace(
  db: Write,
  { study, configuration, seed }: Key,
  { attempt: _, ...row }: Row,
): Promise<EndedAttempt | undefined> {
  const found = await db
    .updateTable("run")
    .set((run) => ({ ...row, attempt: run("attempt", "+", 1) }))
    .where("study", "=", study)
    .where("configuration", "=", configuration)
    .where("seed", "=", seed)
    .where("state", "in", ENDINGS)
    .returning(["id", "attempt"])
    .executeTakeFirst();
  if (!found) return undefined;
  await db.deleteFrom("point").where("run", "=", found.id).execute();
  await dropOutlines(db, found.id);
  return found;
}

interface Ended {
  readonly run: EndedRun;
  readonly started: number | null;
  readonly finished: number | null;
}

async function addAttempt(home: Home, db: Write, { id, attempt }: EndedAttempt, ended: Ended): Promise<void> {
  const { run, started, finished } = ended;
  await db
    .insertInto("attempt")
    .values({
      ...{ run: id, number: attempt, worker: run.worker ?? elsewhere, ending: run.ending.state },
      ...{ started: started ?? home.now, ended: finished ?? home.now },
      environment: JSON.stringify(run.environment ?? null),
    })
    .execute();
}
