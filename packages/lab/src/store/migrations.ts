/** @file The schema, step by step; both databases are brought to it by the same code. */

import { type ColumnDefinitionBuilder, type Kysely, type Migration, Migrator, sql } from "kysely";
import { StoreError } from "./errors.ts";
import type { Tables } from "./tables.ts";

/** Types that the databases name differently. */
export interface Types {
  /** Columns that count themselves. */
  readonly id: "integer" | "bigserial";
  readonly bytes: "blob" | "bytea";
  /** What follows a table that is nothing but its key and a little more. */
  readonly narrow: "without rowid" | "";
}

type Db = Kysely<unknown>;

const cascade = (to: string) => (column: ColumnDefinitionBuilder) =>
  column.notNull().references(`${to}.id`).onDelete("cascade");

async function createStudies(db: Db, types: Types): Promise<void> {
  await db.schema
    .createTable("study")
    .addColumn("id", types.id, (column) => column.primaryKey())
    .addColumn("name", "text", (column) => column.notNull())
    .addColumn("hash", "text", (column) => column.notNull())
    .addColumn("description", "text", (column) => column.notNull())
    .addColumn("source", "text")
    .addColumn("created", "bigint", (column) => column.notNull())
    .addColumn("tags", "text", (column) => column.notNull())
    .addColumn("notes", "text", (column) => column.notNull())
    .addColumn("archived", "integer", (column) => column.notNull())
    .addUniqueConstraint("study_identity", ["name", "hash"])
    .execute();
  await db.schema
    .createTable("configuration")
    .addColumn("id", types.id, (column) => column.primaryKey())
    .addColumn("study", "bigint", cascade("study"))
    .addColumn("hash", "text", (column) => column.notNull())
    .addColumn("arm", "text", (column) => column.notNull())
    .addColumn("values", "text", (column) => column.notNull())
    .addUniqueConstraint("configuration_identity", ["study", "hash"])
    .execute();
}

async function createRuns(db: Db, types: Types): Promise<void> {
  await db.schema
    .createTable("run")
    .addColumn("id", types.id, (column) => column.primaryKey())
    .addColumn("study", "bigint", cascade("study"))
    .addColumn("configuration", "bigint", cascade("configuration"))
    .addColumn("seed", "bigint", (column) => column.notNull())
    .addColumn("stage", "text", (column) => column.notNull())
    .addColumn("state", "text", (column) => column.notNull())
    .addColumn("attempt", "integer", (column) => column.notNull())
    .addColumn("crashes", "integer", (column) => column.notNull())
    .addColumn("worker", "text")
    .addColumn("lease", "bigint")
    .addColumn("step", "bigint", (column) => column.notNull())
    .addColumn("started", "bigint")
    .addColumn("finished", "bigint")
    .addColumn("updated", "bigint", (column) => column.notNull())
    .addColumn("seconds", "double precision", (column) => column.notNull())
    .addColumn("metrics", "text", (column) => column.notNull())
    .addColumn("extra", "text", (column) => column.notNull())
    .addColumn("error", "text")
    .addColumn("job", "text")
    .addUniqueConstraint("run_identity", ["study", "configuration", "seed"])
    .execute();
  await db.schema.createIndex("run_study_state").on("run").columns(["study", "state", "id"]).execute();
  await db.schema.createIndex("run_state").on("run").columns(["state", "id"]).execute();
  await db.schema.createIndex("run_configuration").on("run").column("configuration").execute();
}

async function createAttempts(db: Db, types: Types): Promise<void> {
  await db.schema
    .createTable("attempt")
    .addColumn("run", "bigint", cascade("run"))
    .addColumn("number", "integer", (column) => column.notNull())
    .addColumn("worker", "text", (column) => column.notNull())
    .addColumn("started", "bigint", (column) => column.notNull())
    .addColumn("ended", "bigint")
    .addColumn("ending", "text")
    .addColumn("resumed", "bigint")
    .addColumn("environment", "text", (column) => column.notNull())
    .addPrimaryKeyConstraint("attempt_identity", ["run", "number"])
    .execute();
  await db.schema
    .createTable("point")
    // no reference to the run: a look-up for each point cost more than the point; the fence has seen the run
    .addColumn("run", "bigint", (column) => column.notNull())
    .addColumn("key", "text", (column) => column.notNull())
    .addColumn("step", "bigint", (column) => column.notNull())
    .addColumn("attempt", "integer", (column) => column.notNull())
    .addColumn("value", "double precision")
    .addColumn("seconds", "double precision", (column) => column.notNull())
    .addPrimaryKeyConstraint("point_identity", ["run", "key", "step"])
    .modifyEnd(sql.raw(types.narrow))
    .execute();
  await db.schema
    .createTable("worker")
    .addColumn("name", "text", (column) => column.primaryKey())
    .addColumn("machine", "text", (column) => column.notNull())
    .addColumn("seen", "bigint", (column) => column.notNull())
    .addColumn("run", "bigint", (column) => column.references("run.id").onDelete("set null"))
    .addColumn("finished", "integer", (column) => column.notNull())
    .addColumn("failed", "integer", (column) => column.notNull())
    .execute();
  await db.schema.createIndex("worker_run").on("worker").column("run").execute();
}

async function createFiles(db: Db, types: Types): Promise<void> {
  await db.schema
    .createTable("checkpoint")
    .addColumn("run", "bigint", (column) => column.primaryKey().references("run.id").onDelete("cascade"))
    .addColumn("attempt", "integer", (column) => column.notNull())
    .addColumn("step", "bigint", (column) => column.notNull())
    .addColumn("seconds", "double precision", (column) => column.notNull())
    .addColumn("bytes", types.bytes, (column) => column.notNull())
    .execute();
  await db.schema
    .createTable("artifact")
    .addColumn("run", "bigint", cascade("run"))
    .addColumn("name", "text", (column) => column.notNull())
    .addColumn("attempt", "integer", (column) => column.notNull())
    .addColumn("type", "text", (column) => column.notNull())
    .addColumn("size", "bigint", (column) => column.notNull())
    .addColumn("bytes", types.bytes, (column) => column.notNull())
    .addPrimaryKeyConstraint("artifact_identity", ["run", "name"])
    .execute();
}

/** Tags are a list in JSON. */
async function annotateRuns(db: Db): Promise<void> {
  for (const [name, empty] of [
    ["tags", "[]"],
    ["notes", ""],
  ] as const)
    await db.schema
      .alterTable("run")
      .addColumn(name, "text", (column) => column.notNull().defaultTo(empty))
      .execute();
}

/** Curves of runs that have ended, thinned. */
async function createOutlines(db: Db, types: Types): Promise<void> {
  await db.schema
    .createTable("outline")
    .addColumn("run", "bigint", cascade("run"))
    .addColumn("key", "text", (column) => column.notNull())
    .addColumn("points", "bigint", (column) => column.notNull())
    .addColumn("bytes", types.bytes, (column) => column.notNull())
    .addPrimaryKeyConstraint("outline_identity", ["run", "key"])
    .execute();
}

/** In JSON, as descriptions are. */
async function readStudies(db: Db): Promise<void> {
  await db.schema
    .alterTable("study")
    .addColumn("reading", "text", (column) => column.notNull().defaultTo("{}"))
    .execute();
}

const steps = {
  "0001-runs": [createStudies, createRuns, createAttempts, createFiles],
  "0002-notes-of-runs": [annotateRuns],
  "0003-outlines": [createOutlines],
  "0004-readings": [readStudies],
};

/** Brings a database to the newest schema; the caller sees to it that one process does so at a time. */
export async function migrate(db: Kysely<Tables>, types: Types): Promise<void> {
  const migrations = Object.entries(steps).map(([name, parts]): [string, Migration] => [
    name,
    {
      async up(on) {
        for (const part of parts) await part(on, types);
      },
    },
  ]);
  const provider = { getMigrations: async () => Object.fromEntries(migrations) };
  const { error } = await new Migrator({ db, provider }).migrateToLatest();
  if (error !== undefined) throw error;
}

/** Whether the database has the newest schema already. @throws StoreError where it has a newer one. */
export async function isMigrated(db: Kysely<Tables>, place: string): Promise<boolean> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some(({ name }) => name === "kysely_migration")) return false;
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db);
  const newer = rows.find(({ name }) => !(name in steps));
  if (newer !== undefined) {
    const rule = `was written by a newer version of Glissade (its schema has "${newer.name}")`;
    throw new StoreError({ where: place, rule, fix: "Update Glissade, or choose another store" });
  }
  return rows.length === Object.keys(steps).length;
}
