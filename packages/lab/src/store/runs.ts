/** @file Runs that are added to a study. */

import type { InsertObject, Transaction } from "kysely";
import type { Home } from "./home.ts";
import { hashJson } from "./json.ts";
import { requireInteger, requireLabel } from "./names.ts";
import type { Configuration, NewRun } from "./store.ts";
import { requireStudy } from "./studies.ts";
import type { Tables } from "./tables.ts";

/** Rows of one statement: below the number of parameters that any database takes. */
const chunk = 500;

export async function addRuns(home: Home, study: number, runs: readonly NewRun[]): Promise<number> {
  for (const run of runs) requireRun("addRuns", run);
  await home.queue.prepare(study);
  return home.write(async (db) => {
    await requireStudy(db, "addRuns", study);
    return (await enqueue(home, db, study, runs)).length;
  });
}

/** Puts the runs that are new into the queue, which has been prepared, and gives their ids. */
export async function enqueue(
  home: Home,
  db: Transaction<Tables>,
  study: number,
  runs: readonly NewRun[],
): Promise<readonly number[]> {
  const ids = await addConfigurations(db, study, runs);
  const rows = runs.map(({ configuration, seed, stage }) => ({
    study,
    configuration: ids.get(hashOf(configuration))!,
    ...{ seed, stage, state: "queued" as const, attempt: 0, crashes: 0, step: 0, seconds: 0 },
    ...{ metrics: "{}", extra: "null", updated: home.now },
  }));
  const added = await insertRuns(db, rows);
  await home.queue.add(db, study, added);
  return added;
}

export function requireRun(where: string, { configuration, seed, stage }: NewRun): void {
  requireLabel(`${where}: configuration.arm`, configuration.arm);
  requireLabel(`${where}: stage`, stage);
  requireInteger(`${where}: seed`, seed, Number.MIN_SAFE_INTEGER);
}

export const hashOf = ({ arm, values }: Configuration): string => hashJson("configuration", { arm, values });

/** The ids of all configurations of the study, by hash; those of the runs among them. */
export async function addConfigurations(
  db: Transaction<Tables>,
  study: number,
  runs: readonly Pick<NewRun, "configuration">[],
): Promise<ReadonlyMap<string, number>> {
  const rows = new Map(
    runs.map(({ configuration }) => {
      const hash = hashOf(configuration);
      const { arm, values } = configuration;
      return [hash, { study, hash, arm, values: JSON.stringify(values) }];
    }),
  );
  for (const part of chunks([...rows.values()].sort((a, b) => (a.hash < b.hash ? -1 : 1)))) {
    await db
      .insertInto("configuration")
      .values(part)
      .onConflict((conflict) => conflict.columns(["study", "hash"]).doNothing())
      .execute();
  }
  const all = await db
    .selectFrom("configuration")
    .select(["hash", "id"])
    .where("study", "=", study)
    .execute();
  return new Map(all.map(({ hash, id }) => [hash, id]));
}

/** The ids of those that were not there. */
async function insertRuns(
  db: Transaction<Tables>,
  rows: readonly InsertObject<Tables, "run">[],
): Promise<readonly number[]> {
  const added: number[] = [];
  for (const part of chunks(rows)) {
    const inserted = await db
      .insertInto("run")
      .values(part)
      .onConflict((conflict) => conflict.columns(["study", "configuration", "seed"]).doNothing())
      .returning("id")
      .execute();
    added.push(...inserted.map(({ id }) => id));
  }
  return added;
}

function* chunks<Item>(items: readonly Item[]): Generator<readonly Item[]> {
  for (let start = 0; start < items.length; start += chunk) yield items.slice(start, start + chunk);
}
