/** @file SQLite as kysely wants it: Node's own where it has one, else the same interface from a package. */

import { mkdirSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { DataError } from "glissade";
import { type SqliteDatabase, SqliteDialect } from "kysely";

/** The part of Node's interface that we use. */
interface Statement {
  columns(): readonly unknown[];
  all(...parameters: readonly unknown[]): unknown[];
  run(...parameters: readonly unknown[]): {
    readonly changes: number | bigint;
    readonly lastInsertRowid: number | bigint;
  };
  iterate(...parameters: readonly unknown[]): IterableIterator<unknown>;
}
interface Sqlite {
  exec(sql: string): void;
  prepare(sql: string): Statement;
  close(): void;
}
interface SqliteModule {
  readonly DatabaseSync: new (path: string, options: { readonly timeout: number }) => Sqlite;
}

/** How long one process waits for another to write. */
const BUSY_MILLISECONDS = 20_000;

async function loadSqlite(): Promise<SqliteModule> {
  // Named by a variable, since bundlers and older versions of Node do not know it.
  const own = "node:sqlite";
  return import(own).catch(() => import("@photostructure/sqlite")) as Promise<SqliteModule>;
}

/** Opens a file, which is made with its folders where it is missing. */
export async function openSqlite(path: string): Promise<SqliteDialect> {
  const { DatabaseSync } = await loadSqlite();
  const inMemory = path === ":memory:";
  const file = inMemory ? path : resolve(path);
  try {
    if (!inMemory) mkdirSync(dirname(file), { recursive: true });
    const database = new DatabaseSync(file, { timeout: BUSY_MILLISECONDS });
    database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON");
    return new SqliteDialect({ database: adapt(database) });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new DataError({
      where: path,
      rule: `cannot be opened as a store (${reason})`,
      fix: "Choose another file, or remove it where it is no store",
      cause,
    });
  }
}

/** What kysely expects is the interface of another package. */
const adapt = (database: Sqlite): SqliteDatabase => ({
  close: () => database.close(),
  prepare(sql) {
    const statement = database.prepare(sql);
    return {
      reader: statement.columns().length > 0,
      all: (parameters) => statement.all(...parameters),
      run: (parameters) => statement.run(...parameters),
      iterate: (parameters) => statement.iterate(...parameters),
    };
  },
});
