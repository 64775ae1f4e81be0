/** @file The tables of a store, and how they came to be. */

import type { Generated, Kysely, Migration, MigrationProvider } from "kysely";

/** Times are ISO 8601, leases milliseconds since 1970; what is JSON is text. */
export interface Tables {
  study: {
    id: Generated<number>;
    name: string;
    hash: string;
    description: string;
    source: string | null;
    created: string;
    updated: string;
    tags: string;
    notes: string;
    archived: number;
  };
  configuration: { id: Generated<number>; study: number; hash: string; arm: string; content: string };
  run: {
    id: Generated<number>;
    study: number;
    configuration: number;
    seed: number;
    stage: string;
    state: "queued" | "running" | "failed" | "diverged" | "done";
    attempt: number;
    crashes: number;
    worker: string | null;
    lease: number | null;
    step: number;
    started: string | null;
    finished: string | null;
    seconds: number;
    metrics: string;
    extra: string;
    error: string | null;
    environment: string;
  };
  /** The value is NULL where it is NaN. */
  point: { run: number; key: string; step: number; attempt: number; value: number | null; seconds: number };
  checkpoint: { run: number; step: number; seconds: number; bytes: Uint8Array };
  artifact: { run: number; name: string; type: string; bytes: Uint8Array };
  worker: {
    name: string;
    machine: string;
    seen: number;
    run: number | null;
    finished: number;
    failed: number;
  };
}

export type Database = Kysely<Tables>;

/** What the two databases call things. */
export interface Dialect {
  /** The type of a key that numbers itself. */
  readonly id: "integer" | "serial";
  readonly bytes: "blob" | "bytea";
  readonly double: "real" | "double precision";
}

/** Every version of the tables; a store that is opened is brought to the last one. */
export const migrations = (dialect: Dialect): MigrationProvider => ({
  getMigrations: async () => ({ "1": first(dialect) }),
});

const first = ({ id, bytes, double }: Dialect): Migration => ({
  async up(db: Kysely<unknown>) {
    const table = (name: string) => db.schema.createTable(name);
    const numbered = (name: string) =>
      table(name).addColumn("id", id, (column) =>
        id === "integer" ? column.primaryKey().autoIncrement() : column.primaryKey(),
      );
    await numbered("study")
      .addColumn("name", "text", (column) => column.notNull())
      .addColumn("hash", "text", (column) => column.notNull())
      .addColumn("description", "text", (column) => column.notNull())
      .addColumn("source", "text")
      .addColumn("created", "text", (column) => column.notNull())
      .addColumn("updated", "text", (column) => column.notNull())
      .addColumn("tags", "text", (column) => column.notNull())
      .addColumn("notes", "text", (column) => column.notNull())
      .addColumn("archived", "integer", (column) => column.notNull())
      .addUniqueConstraint("study_identity", ["name", "hash"])
      .execute();
    await numbered("configuration")
      .addColumn("study", "integer", (column) => column.notNull().references("study.id").onDelete("cascade"))
      .addColumn("hash", "text", (column) => column.notNull())
      .addColumn("arm", "text", (column) => column.notNull())
      .addColumn("content", "text", (column) => column.notNull())
      .addUniqueConstraint("configuration_identity", ["study", "hash"])
      .execute();
    await numbered("run")
      .addColumn("study", "integer", (column) => column.notNull().references("study.id").onDelete("cascade"))
      .addColumn("configuration", "integer", (column) =>
        column.notNull().references("configuration.id").onDelete("cascade"),
      )
      .addColumn("seed", "bigint", (column) => column.notNull())
      .addColumn("stage", "text", (column) => column.notNull())
      .addColumn("state", "text", (column) => column.notNull())
      .addColumn("attempt", "integer", (column) => column.notNull())
      .addColumn("crashes", "integer", (column) => column.notNull())
      .addColumn("worker", "text")
      .addColumn("lease", "bigint")
      .addColumn("step", "integer", (column) => column.notNull())
      .addColumn("started", "text")
      .addColumn("finished", "text")
      .addColumn("seconds", double, (column) => column.notNull())
      .addColumn("metrics", "text", (column) => column.notNull())
      .addColumn("extra", "text", (column) => column.notNull())
      .addColumn("error", "text")
      .addColumn("environment", "text", (column) => column.notNull())
      .addUniqueConstraint("run_identity", ["study", "configuration", "seed"])
      .execute();
    await db.schema.createIndex("run_state").on("run").columns(["study", "state"]).execute();
    await db.schema.createIndex("run_queue").on("run").columns(["state", "id"]).execute();
    const ofRun = (name: string) =>
      table(name).addColumn("run", "integer", (column) =>
        column.notNull().references("run.id").onDelete("cascade"),
      );
    await ofRun("point")
      .addColumn("key", "text", (column) => column.notNull())
      .addColumn("step", "integer", (column) => column.notNull())
      .addColumn("attempt", "integer", (column) => column.notNull())
      .addColumn("value", double)
      .addColumn("seconds", double, (column) => column.notNull())
      .addPrimaryKeyConstraint("point_identity", ["run", "key", "step", "attempt"])
      .execute();
    await ofRun("checkpoint")
      .addColumn("step", "integer", (column) => column.notNull())
      .addColumn("seconds", double, (column) => column.notNull())
      .addColumn("bytes", bytes as "blob", (column) => column.notNull())
      .addPrimaryKeyConstraint("checkpoint_identity", ["run"])
      .execute();
    await ofRun("artifact")
      .addColumn("name", "text", (column) => column.notNull())
      .addColumn("type", "text", (column) => column.notNull())
      .addColumn("bytes", bytes as "blob", (column) => column.notNull())
      .addPrimaryKeyConstraint("artifact_identity", ["run", "name"])
      .execute();
    await table("worker")
      .addColumn("name", "text", (column) => column.primaryKey())
      .addColumn("machine", "text", (column) => column.notNull())
      .addColumn("seen", "bigint", (column) => column.notNull())
      .addColumn("run", "integer")
      .addColumn("finished", "integer", (column) => column.notNull())
      .addColumn("failed", "integer", (column) => column.notNull())
      .execute();
  },
});
