/** @file Studies: added, listed, annotated, removed. */

import { ArgumentError } from "glissade";
import { type Kysely, type Selectable, sql } from "kysely";
import { toColumns } from "./annotation.ts";
import type { Home } from "./home.ts";
import { hashJson } from "./json.ts";
import { requireInteger, requireLabel, storable } from "./names.ts";
import { countRuns } from "./run-states.ts";
import type { AddStudyOptions, NewStudy, StudyChange, StudyRecord } from "./store.ts";
import type { Tables } from "./tables.ts";
import { toIso } from "./times.ts";

type StudyRow = Selectable<Tables["study"]>;

export function addStudy(
  home: Home,
  study: NewStudy,
  { keep = false }: AddStudyOptions = {},
): Promise<StudyRecord> {
  requireLabel("addStudy({ name })", study.name);
  const hash = hashJson("addStudy({ description })", study.description);
  const reading = JSON.stringify(study.reading ?? {});
  const source = study.source === undefined ? null : storable(study.source);
  return home.write(async (db) => {
    await db
      .insertInto("study")
      .values({
        name: study.name,
        hash,
        description: JSON.stringify(study.description),
        ...{ reading, source },
        created: home.now,
        ...{ tags: "[]", notes: "", archived: 0 },
      })
      .onConflict((conflict) => {
        const own = conflict.columns(["name", "hash"]);
        return keep ? own.doNothing() : own.doUpdateSet({ reading, source });
      })
      .execute();
    const found = db.selectFrom("study").selectAll().where("name", "=", study.name).where("hash", "=", hash);
    const [record] = await toRecords(home, db, [await found.executeTakeFirstOrThrow()]);
    return record!;
  });
}

/** The newest first. */
export function listStudies(home: Home, archived: boolean): Promise<readonly StudyRecord[]> {
  return home.read(async (db) => {
    const all = db.selectFrom("study").selectAll().orderBy("id", "desc");
    const rows = archived ? all : all.where("archived", "=", 0);
    return toRecords(home, db, await rows.execute());
  });
}

export function findStudy(home: Home, nameOrId: string | number): Promise<StudyRecord | undefined> {
  if (typeof nameOrId === "number") requireInteger("study(id)", nameOrId);
  return home.read(async (db) => {
    const all = db.selectFrom("study").selectAll().orderBy("id", "desc").limit(1);
    const column = typeof nameOrId === "number" ? "id" : "name";
    const rows = await all.where(column, "=", nameOrId).execute();
    return (await toRecords(home, db, rows))[0];
  });
}

async function toRecords(
  home: Home,
  db: Kysely<Tables>,
  rows: readonly StudyRow[],
): Promise<readonly StudyRecord[]> {
  const counts = await countRuns(
    home,
    db,
    rows.map(({ id }) => id),
  );
  return rows.map(({ source, created, description, reading, tags, archived, ...row }) => {
    const { runs, updated } = counts.get(row.id)!;
    return {
      ...row,
      ...(source === null ? {} : { source }),
      description: JSON.parse(description),
      reading: JSON.parse(reading),
      created: toIso(created),
      runs,
      updated: toIso(Math.max(created, updated)),
      tags: JSON.parse(tags),
      archived: archived === 1,
    };
  });
}

/** @throws ArgumentError where there is no such study. */
export async function requireStudy(db: Kysely<Tables>, where: string, study: number): Promise<void> {
  requireInteger(where, study);
  const found = await db.selectFrom("study").select("id").where("id", "=", study).executeTakeFirst();
  if (found !== undefined) return;
  throw new ArgumentError({
    where,
    rule: `there is no study ${study} in this store`,
    fix: "List them: studies()",
  });
}

export function annotate(home: Home, study: number, { archived, ...said }: StudyChange): Promise<void> {
  const annotation = toColumns("annotate", said);
  return home.write(async (db) => {
    await requireStudy(db, "annotate", study);
    const changes = { ...annotation, ...(archived !== undefined && { archived: Number(archived) }) };
    if (Object.keys(changes).length === 0) return;
    await db.updateTable("study").set(changes).where("id", "=", study).execute();
  });
}

/** Points go first, for no reference takes them along; then the study, with all that refers to it. */
export async function removeStudy(home: Home, study: number): Promise<void> {
  await home.write(async (db) => {
    await requireStudy(db, "remove", study);
    await sql`delete from point where run in (select id from run where study = ${study})`.execute(db);
    await db.deleteFrom("study").where("id", "=", study).execute();
  });
  await home.queue.remove(study);
  await home.shrink();
}
