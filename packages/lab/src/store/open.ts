/** @file Stores by their address: a file of SQLite, or a PostgreSQL database. */

import { DataError } from "glissade";
import { Kysely, Migrator } from "kysely";
import { requireText } from "../checks.ts";
import { migrations, type Tables } from "./schema.ts";
import { createStore } from "./sql-store.ts";
import { openSqlite } from "./sqlite.ts";
import type { Store } from "./store.ts";

/** Where results are kept unless another place is named. */
export const DEFAULT_STORE = ".glissade/store.db";

/**
 * Opens a store and brings its tables to this version; a file that is missing is made.
 *
 * @example
 * const store = await openStore("results.db");
 * await store.studies(); // []
 * await store.close();
 *
 * @throws DataError where the file is no store, or one of a newer version
 */
export async function openStore(address: string = DEFAULT_STORE): Promise<Store> {
  requireText("openStore(address)", address);
  const db = new Kysely<Tables>({ dialect: await openSqlite(address) });
  const dialect = { id: "integer", bytes: "blob", double: "real" } as const;
  const { error } = await new Migrator({ db, provider: migrations(dialect) }).migrateToLatest();
  if (error) {
    await db.destroy();
    throw new DataError({
      where: address,
      rule: `is not a store that this version can read (${error instanceof Error ? error.message : String(error)})`,
      fix: "Choose another file, or the release of Glissade that wrote it",
      cause: error,
    });
  }
  return createStore(db);
}
