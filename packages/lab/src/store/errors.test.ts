import { mkdtempSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { runs, withRuns } from "./fixtures/runs.ts";
import { openStore } from "./open.ts";
import { openDatabase } from "./sqlite/database.ts";
import { requireLocal } from "./sqlite/local.ts";
import type { NewRun, Store } from "./store.ts";

const folder = mkdtempSync(join(tmpdir(), "glissade-store-"));
afterAll(() => rm(folder, { recursive: true }));

/** A file that SQL has made. */
function database(name: string, text: string): string {
  const path = join(folder, name);
  const made = openDatabase(path);
  made.exec(text);
  made.close();
  return path;
}

describe("a file", () => {
  test("that is no database is left alone", async () => {
    const path = join(folder, "notes.txt");
    writeFileSync(path, "Not a database, but notes of more than a hundred characters. ".repeat(3));
    const before = readFileSync(path);
    await expect(openStore(path)).rejects.toThrow(
      `${path}: is not a database. Choose another path: the file was left as it is.`,
    );
    expect(readFileSync(path)).toEqual(before);
  });

  test("of another program is left alone", async () => {
    const path = database("other.db", "create table account (id integer)");
    const before = readFileSync(path);
    await expect(openStore(path)).rejects.toThrow(
      `${path}: is a database of another program. Choose another path: the file was left as it is.`,
    );
    expect(readFileSync(path)).toEqual(before);
  });

  test("of the first version is brought to this one, with its runs", async () => {
    const path = join(folder, "first.db");
    const store = await openStore(path);
    await withRuns(store);
    await store.close();
    for (const column of ["tags", "notes"]) database("first.db", `alter table run drop column ${column}`);
    database("first.db", "alter table study drop column reading");
    database("first.db", "drop table outline; delete from kysely_migration where name <> '0001-runs'");
    const again = await openStore(path);
    const all = await again.runs();
    await again.close();
    expect(all).toHaveLength(runs.length);
    expect(all[0]).toMatchObject({ tags: [], notes: "" });
  });

  test("of a newer version is refused", async () => {
    const path = join(folder, "newer.db");
    await (await openStore(path)).close();
    database("newer.db", "insert into kysely_migration values ('0099-future', '2030-01-01')");
    await expect(openStore(path)).rejects.toThrow(
      `${path}: was written by a newer version of Glissade (its schema has "0099-future"). Update Glissade, or choose another store.`,
    );
  });

  test("that is a folder cannot be opened", async () => {
    await expect(openStore(folder)).rejects.toThrow(
      `${folder}: cannot be opened (no such folder, a folder itself, or no permission). Choose another path.`,
    );
    await expect(openStore("/proc/none/x/store.db")).rejects.toThrow(
      /^\/proc\/none\/x\/store\.db: cannot be made \(/,
    );
    await expect(openStore("/proc/version/x/store.db")).rejects.toThrow(
      "/proc/version/x/store.db: cannot be made (ENOTDIR: not a directory, mkdir '/proc/version/x'). Choose another path.",
    );
  });

  test("on a network file system is refused", () => {
    expect(() => requireLocal("/home/x/store.db", 0xef53)).not.toThrow();
    expect(() => requireLocal("/home/x/store.db", 0x6969)).toThrow(
      "/home/x/store.db: lies on a network file system (NFS), whose locks SQLite cannot trust. Choose a path on a local disk, or use PostgreSQL: postgres://USER@HOST/DATABASE.",
    );
  });
});

test("a study that is removed gives its space back", async () => {
  const path = join(folder, "large.db");
  const store = await openStore(path);
  const { id } = await withRuns(store);
  const claim = (await store.claim({ worker: "w" }))!;
  await claim.artifact("large", "application/x", new Uint8Array(2 ** 22));
  expect(statSync(path).size + statSync(`${path}-wal`).size).toBeGreaterThan(2 ** 22);
  await store.remove(id);
  expect(statSync(path).size + statSync(`${path}-wal`).size).toBeLessThan(2 ** 19);
  await store.close();
});

test("an address is a path or a URL of PostgreSQL", async () => {
  await expect(openStore("mysql://localhost/x")).rejects.toThrow(
    "openStore(address): must be a path or postgres://..., got mysql://....",
  );
  await expect(openStore("")).rejects.toThrow(
    'openStore(address): must be a text of 1 to 200 characters without control characters, got "".',
  );
});

describe("what cannot be kept", () => {
  async function withStore(work: (store: Store, study: number) => Promise<void>): Promise<void> {
    const store = await openStore(":memory:");
    await work(store, (await withRuns(store)).id).finally(() => store.close());
  }
  const text = "must be a text of 1 to 200 characters without control characters";

  test("is refused by addStudy and addRuns, and nothing is added", () =>
    withStore(async (store, study) => {
      const long = "x".repeat(201);
      await expect(store.addStudy({ name: long, description: null })).rejects.toThrow(
        `addStudy({ name }): ${text}, got "${"x".repeat(40)}"... of 201.`,
      );
      await expect(store.addStudy({ name: "a", description: { x: [Number.NaN] } })).rejects.toThrow(
        "addStudy({ description }).x: must be JSON: null, booleans, finite numbers, texts, arrays and objects, got NaN.",
      );
      const add = (changes: Partial<NewRun>) => store.addRuns(study, [{ ...runs[0]!, ...changes }]);
      await expect(add({ seed: 0.5 })).rejects.toThrow("addRuns: seed: must be an integer, got 0.5.");
      await expect(add({ stage: "a\u0000b" })).rejects.toThrow(`addRuns: stage: ${text}, got "a\\u0000b".`);
      await expect(store.addRuns(999, runs)).rejects.toThrow(
        "addRuns: there is no study 999 in this store. List them: studies().",
      );
      expect(await store.runs()).toHaveLength(4);
    }));

  test("is refused by a claim, which stays", () =>
    withStore(async (store) => {
      await expect(store.claim({ worker: "w", leaseSeconds: 0 })).rejects.toThrow(
        "claim({ leaseSeconds }): must be a positive number, got 0.",
      );
      const claim = (await store.claim({ worker: "w" }))!;
      const point = { key: "loss", step: 1, value: 1, seconds: 1 };
      expect(() => claim.log([{ ...point, step: 1.5 }])).toThrow(
        "log: step: must be an integer of at least 0, got 1.5.",
      );
      expect(() => claim.log([{ ...point, key: "" }])).toThrow(`log: key: ${text}, got "".`);
      await expect(claim.finish({ state: "done", step: -1, seconds: 1 })).rejects.toThrow(
        "finish({ step }): must be an integer of at least 0, got -1.",
      );
      expect(await claim.heartbeat()).toBe(true);
    }));

  test.each(["../x", "a/b", "a\\b", "..", ".", "a..b"])("the name %j of an artifact is refused", (name) =>
    withStore(async (store) => {
      const claim = (await store.claim({ worker: "w" }))!;
      const message = `must be a plain name, without slashes and "..", got ${JSON.stringify(name)}.`;
      await expect(claim.artifact(name, "text/plain", new Uint8Array())).rejects.toThrow(
        `artifact(name): ${message}`,
      );
      await expect(store.readArtifact(claim.run.id, name)).rejects.toThrow(`readArtifact(name): ${message}`);
    }),
  );

  test("curves and filters have their ranges", () =>
    withStore(async (store) => {
      await expect(store.curves({ runs: [1], key: "loss", most: 1 })).rejects.toThrow(
        "curves({ most }): must be an integer of at least 2, got 1.",
      );
      await expect(store.curves({ runs: [1, Number.NaN], key: "loss" })).rejects.toThrow(
        "curves({ runs }): must be an integer of at least 0, got NaN.",
      );
      await expect(store.run(0.5)).rejects.toThrow("run(id): must be an integer of at least 0, got 0.5.");
      await expect(store.runs({ limit: -1 })).rejects.toThrow(
        "runs({ limit }): must be an integer of at least 0, got -1.",
      );
      await expect(store.runs({ states: ["gone" as "done"] })).rejects.toThrow(
        'runs({ states }): must be one of queued, running, stale, failed, diverged, done, got "gone".',
      );
    }));
});
