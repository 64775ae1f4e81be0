/** @file A store in one file: SQLite, for the processes of one machine. */

import { accessSync, constants, existsSync, mkdirSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { CompiledQuery, Kysely, type RawBuilder, SqliteDialect, sql, type Transaction } from "kysely";
import { fieldOf, StoreError } from "../errors.ts";
import type { Home } from "../home.ts";
import { isMigrated, migrate, type Types } from "../migrations.ts";
import { persist } from "../persist.ts";
import type { Point } from "../store.ts";
import type { Tables } from "../tables.ts";
import { adapt, type Database, openDatabase, openFixed, selectLists } from "./database.ts";
import { explainSqlite, isBusy } from "./explain.ts";
import { ids, metric, now, searched, sortable } from "./expressions.ts";
import { fileSystemOf, requireLocal } from "./local.ts";
import { rowQueue } from "./queue.ts";
import { requireSame } from "./same-file.ts";

const types: Types = { id: "integer", bytes: "blob", narrow: "without rowid" };

/** A database that ends with the process. */
const memory = ":memory:";

/** "GLIS", which says whose database the file is. */
const applicationId = 0x474c4953;

/** Waiting for a lock in SQLite would stop the whole process, training and all. */
const patience = { isTransient: isBusy, seconds: 20, pauseMilliseconds: 20 };

/**
 * Opens or makes the file.
 *
 * @throws StoreError where it is no database of this program, or lies on a network file system.
 */
export async function openSqlite(path: string): Promise<Home> {
  const explain = explainSqlite(path);
  const guard = <Result>(work: () => Promise<Result>): Promise<Result> =>
    persist(work, patience).catch((error: unknown) => {
      throw explain(error) ?? error;
    });
  const [database, db] = await guard(() => open(path));
  const requireFile = path === memory ? () => undefined : requireSame(path);
  return {
    now,
    ids,
    metric,
    sortable,
    searched,
    forUpdate: sql.raw(""),
    read: (work) =>
      guard(async () => {
        requireFile();
        return work(db);
      }),
    readLists: <Row extends readonly unknown[]>(query: RawBuilder<unknown>) =>
      guard(async () => {
        requireFile();
        const { sql: text, parameters } = query.compile(db);
        return selectLists<Row>(database, text, parameters);
      }),
    write: (work) =>
      guard(async () => {
        requireFile();
        return db.transaction().execute(work);
      }),
    insertPoints,
    queue: rowQueue,
    shrink: () => guard(async () => shrink(database)),
    async close() {
      settle(database);
      await db.destroy();
    },
  };
}

/** The file, with its tables. */
async function open(path: string): Promise<[Database, Kysely<Tables>]> {
  if (path !== memory) requireLocal(path, folderOf(path));
  const database = isFixed(path) ? openFixed(path) : openDatabase(path);
  const db = new Kysely<Tables>({ dialect: new SqliteDialect({ database: adapt(database) }) });
  try {
    await prepare(path, database, db);
    return [database, db];
  } catch (error) {
    await db.destroy();
    throw error;
  }
}

/** Whether a file lies on a read-only file system. */
function isFixed(path: string): boolean {
  if (path === memory || !existsSync(path) || existsSync(`${path}-wal`)) return false;
  try {
    accessSync(dirname(resolve(path)), constants.W_OK);
    return false;
  } catch (error) {
    return fieldOf(error, "code") === "EROFS";
  }
}

/** One after another: in one call Node never ends where the system makes no folders, as below `/proc`. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  try {
    mkdirSync(folder);
  } catch (error) {
    if (!existsSync(folder)) throw error;
  }
}

/** The file system of the folder, which is made. */
function folderOf(path: string): number {
  const folder = dirname(resolve(path));
  try {
    makeFolder(folder);
    return fileSystemOf(folder);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const rule = `cannot be made (${reason})`;
    throw new StoreError({ where: path, rule, fix: "Choose another path", cause });
  }
}

async function prepare(path: string, database: Database, db: Kysely<Tables>): Promise<void> {
  database.exec("pragma busy_timeout = 0; pragma foreign_keys = on; pragma cache_size = -16000");
  requireOwn(path, database);
  if (!(await isMigrated(db, path))) {
    database.exec("pragma auto_vacuum = incremental; pragma journal_mode = wal");
    await migrateAlone(path, database, db);
  }
  database.exec("pragma synchronous = normal");
}

/** Throws where the file has tables of another program. */
function requireOwn(path: string, database: Database): void {
  const number = (text: string): unknown => Object.values(database.prepare(text).get() ?? {})[0];
  const owner = number("pragma application_id");
  if (owner === applicationId || (owner === 0 && number("select count(*) from sqlite_schema") === 0)) return;
  const rule = "is a database of another program";
  throw new StoreError({ where: path, rule, fix: "Choose another path: the file was left as it is" });
}

/** One process makes the tables, in one transaction; the others wait and find them. */
async function migrateAlone(path: string, database: Database, db: Kysely<Tables>): Promise<void> {
  database.exec("begin immediate");
  try {
    if (!(await isMigrated(db, path))) await migrate(db, types);
    database.exec(`pragma application_id = ${applicationId}; commit`);
  } catch (error) {
    adapt(database).prepare("rollback").run([]);
    throw error;
  }
}

/** Rows of one statement: enough that calls cost little. */
const chunk = 100;

const insertText = (rows: number): string =>
  `insert into point (run, key, step, attempt, value, seconds) values ${Array(rows).fill("(?, ?, ?, ?, ?, ?)").join(", ")}
   on conflict do update set attempt = excluded.attempt, value = excluded.value, seconds = excluded.seconds`;

async function insertPoints(
  db: Transaction<Tables>,
  run: number,
  attempt: number,
  points: readonly Point[],
): Promise<void> {
  for (let start = 0; start < points.length; start += chunk) {
    const part = points.slice(start, start + chunk);
    const values = part.flatMap(({ key, step, value, seconds }) => [
      ...[run, key, step, attempt, toParameter(value), seconds],
    ]);
    await db.executeQuery(CompiledQuery.raw(insertText(part.length), values));
  }
}

/** @photostructure/sqlite 1.2 takes positive numbers below 2^-52 for integers, and makes 0 of them; as texts they stay. */
const toParameter = (value: number): number | string =>
  value > 0 && value < Number.EPSILON ? String(value) : value;

/** Brings what the log has into the file: a package's SQLite keeps the log open until its statements are collected. */
function settle(database: Database): void {
  try {
    database.exec("pragma wal_checkpoint(passive)");
  } catch {
    // another process holds it, and will
  }
}

/** Gives the pages of removed rows back to the disk. */
function shrink(database: Database): void {
  database.prepare("pragma incremental_vacuum").all();
  database.exec("pragma wal_checkpoint(truncate)");
}
