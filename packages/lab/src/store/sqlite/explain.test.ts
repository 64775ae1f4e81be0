import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { openDatabase } from "./database.ts";
import { explainSqlite, isBusy } from "./explain.ts";

const folder = mkdtempSync(join(tmpdir(), "glissade-explain-"));
afterAll(() => rm(folder, { recursive: true }));

/** Statements of one connection, prepared before another one locks the file. */
const statements = (() => {
  const path = join(folder, "locked.db");
  const [owner, other] = [openDatabase(path), openDatabase(path)];
  owner.exec("create table t (x)");
  other.exec("pragma busy_timeout = 0");
  const select = (rest = "") => other.prepare(`select * from t ${rest}`);
  const [insert, all, get, iterate] = [
    other.prepare("insert into t values (1)"),
    select(),
    select("limit 1"),
    select("limit 2"),
  ];
  owner.exec("begin exclusive");
  afterAll(() => [owner, other].forEach((database) => void database.close()));
  return {
    exec: () => other.exec("select * from t"),
    prepare: () => select("limit 3").all(),
    insert: () => insert.run(),
    all: () => all.all(),
    get: () => get.get(),
    iterate: () => [...iterate.iterate()],
  };
})();

test.each(Object.entries(statements))("a lock is known by the error of %s", (_name, run) => {
  const error = (() => {
    try {
      run();
    } catch (caught) {
      return caught;
    }
  })();
  expect(isBusy(error)).toBe(true);
  expect(explainSqlite("store.db")(error)!.message).toBe(
    "store.db: was locked by another process for 20 s. End the process that holds it, or keep the studies of many workers in PostgreSQL.",
  );
});

test("an error of something else is not explained", () => {
  for (const error of [new Error("no such table: t"), undefined, "database is locked"])
    expect(explainSqlite("store.db")(error)).toBe(undefined);
});
