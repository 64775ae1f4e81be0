/** @file SQLite of Node where it has one, else of a package with the same functions. */

import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import type { DatabaseSyncInstance as Database } from "@photostructure/sqlite";
import type { SqliteDatabase, SqliteStatement } from "kysely";

export type { Database };

interface Library {
  readonly DatabaseSync: new (path: string, options?: { readonly readOnly: boolean }) => Database;
}

const isLibrary = (module: object | undefined): module is Library =>
  module !== undefined && "DatabaseSync" in module;

function load(): Library {
  const builtIn = process.getBuiltinModule?.("node:sqlite");
  return isLibrary(builtIn) ? builtIn : createRequire(import.meta.url)("@photostructure/sqlite");
}

/** Opens a file, which is made where there is none. */
export function openDatabase(path: string): Database {
  const { DatabaseSync } = load();
  return new DatabaseSync(path);
}

/** Opens a file for reading, on a file system that is read-only. */
export function openFixed(path: string): Database {
  const { DatabaseSync } = load();
  return new DatabaseSync(`${pathToFileURL(path)}?immutable=1`, { readOnly: true });
}

type Values = Parameters<ReturnType<Database["prepare"]>["all"]>;

/** Statements that are kept: more than the store has. */
const mostStatements = 300;

/** The database as kysely wants it; statements are kept, and transactions write from their first statement on. */
export function adapt(database: Database): SqliteDatabase {
  const kept = new Map<string, SqliteStatement>();
  const prepare = (text: string): SqliteStatement => {
    if (text === "rollback") return rollback(database);
    // one that reads first could not become one that writes while another process writes
    const statement = database.prepare(text === "begin" ? "begin immediate" : text);
    return {
      reader: statement.columns().length > 0,
      all: (values) => statement.all(...(values as Values)),
      run: (values) => statement.run(...(values as Values)),
      iterate: (values) => statement.iterate(...(values as Values)),
    };
  };
  return {
    close: () => database.close(),
    prepare(text) {
      const found = kept.get(text);
      if (found !== undefined) return found;
      if (kept.size >= mostStatements) kept.clear();
      const statement = prepare(text);
      kept.set(text, statement);
      return statement;
    },
  };
}

/** Rows as lists; a Node whose SQLite gives objects alone takes longer. */
export function selectLists<Row extends readonly unknown[]>(
  database: Database,
  text: string,
  values: readonly unknown[],
): readonly Row[] {
  const statement = database.prepare(text);
  const givesLists = "setReturnArrays" in statement;
  if (givesLists) statement.setReturnArrays(true);
  const rows: readonly object[] = statement.all(...(values as Values));
  return rows.map((row) => (givesLists ? row : Object.values(row)) as unknown as Row);
}

/** SQLite has rolled back by itself where the disk is full; the error of that is what matters. */
function rollback(database: Database): SqliteStatement {
  const run = () => {
    try {
      database.exec("rollback");
    } catch {
      // no transaction any more
    }
    return { changes: 0, lastInsertRowid: 0 };
  };
  return { reader: false, run, all: () => [], iterate: () => [].values() };
}
