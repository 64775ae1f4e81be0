import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { chownSync, copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { startCrew, startWorker } from "./fixtures/crew.ts";
import { nobody, programs, type Server, startServer } from "./fixtures/postgres.ts";
import { curve, runs, withRuns } from "./fixtures/runs.ts";
import { sqlite, subjects } from "./fixtures/subjects.ts";
import { addSeeds, expectUndisturbed } from "./fixtures/undisturbed.ts";
import { openStore } from "./open.ts";
import { openDatabase } from "./sqlite/database.ts";
import type { Store } from "./store.ts";

const seconds = (count: number): number => count * 1000;
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const lacksPostgres = programs === undefined;

async function open(address: string): Promise<Store> {
  const store = await openStore(address);
  onTestFinished(() => store.close());
  return store;
}

async function withSeeds(address: string, count: number): Promise<Store> {
  const store = await open(address);
  await addSeeds(store, count);
  return store;
}

/** Without a limit a slow machine, where a worker takes seconds to start, would not end. */
const mostKills = 12;

/** Works through all runs while a worker is killed every two seconds, and says how often. */
async function workWithKills(address: string): Promise<number> {
  const crew = startCrew(address, { workers: 4, leaseSeconds: 2, pauseMilliseconds: 8 });
  let kills = 0;
  const timer = setInterval(() => {
    if (crew.killOne()) kills++;
    if (kills === mostKills) clearInterval(timer);
  }, seconds(2));
  await crew.end.finally(() => clearInterval(timer));
  expect(crew.complaints).toEqual([]);
  return kills;
}

describe.each(subjects())("workers on $name", ({ name, lacking, start, fresh, stop }) => {
  if (lacking !== undefined) return test.skip(`needs ${lacking}`, () => undefined);
  beforeAll(async () => start?.());
  afterAll(() => stop());

  test(
    "that are killed leave no run without its result, and none with a wrong one",
    async () => {
      const address = await fresh();
      const store = await withSeeds(address, 200);
      const kills = await workWithKills(address);
      expect(kills).toBeGreaterThan(5);
      await expectUndisturbed(store, 200);
      const all = await store.runs();
      expect(all.some(({ crashes }) => crashes > 0)).toBe(true);
      const workers = await store.workers();
      expect(workers.reduce((sum, { finished }) => sum + finished, 0)).toBe(200);
      if (name === "PostgreSQL") expect(await jobsOf(address)).toEqual({ completed: 200 });
    },
    seconds(400),
  );

  test(
    "that are killed have their runs taken over within 30 s, from the last checkpoint",
    async () => {
      const address = await fresh();
      const store = await withSeeds(address, 1);
      const options = { leaseSeconds: 20, pauseMilliseconds: 50 };
      const child = startWorker(address, "killed", options);
      await once(child, "message");
      await expect
        .poll(async () => (await store.runs())[0]!.step, { timeout: seconds(20) })
        .toBeGreaterThan(15);
      child.kill("SIGKILL");
      const killed = performance.now();
      const other = startWorker(address, "other", options);
      await once(other, "message");
      expect(performance.now() - killed).toBeLessThan(seconds(30));
      await once(other, "exit");
      await expectUndisturbed(store, 1);
      expect(await store.runs()).toMatchObject([{ attempt: 2, crashes: 1, worker: "other" }]);
    },
    seconds(120),
  );
});

/** How many jobs of the engine are in each state. */
async function jobsOf(address: string): Promise<Readonly<Record<string, number>>> {
  const client = new pg.Client(address);
  await client.connect();
  const { rows } = await client.query("select state, count(*)::int as jobs from pgboss.job group by state");
  await client.end();
  return Object.fromEntries(rows.map(({ state, jobs }) => [state, jobs]));
}

describe.skipIf(lacksPostgres)("a server (needs apt-get install postgresql)", () => {
  let server: Server;
  beforeAll(() => {
    server = startServer();
  });
  afterAll(() => server.remove());

  test(
    "may crash and restart in the middle",
    async () => {
      const address = server.fresh();
      const store = await withSeeds(address, 120);
      const crew = startCrew(address, { workers: 4, leaseSeconds: 5, pauseMilliseconds: 8 });
      const working = async () => (await store.workers()).length;
      await expect.poll(working, { timeout: seconds(30) }).toBe(4);
      for (const mode of ["immediate", "fast"] as const) {
        await pause(seconds(2));
        server.stop(mode);
        await pause(seconds(2));
        server.start();
      }
      await crew.end;
      expect(crew.complaints).toEqual([]);
      await expectUndisturbed(store, 120);
    },
    seconds(240),
  );
});

describe("a store that another process has locked", () => {
  const { fresh, stop } = sqlite();
  afterAll(() => stop());

  async function locked() {
    const address = await fresh();
    const store = await open(address);
    await withRuns(store);
    const other = openDatabase(address);
    other.exec("begin immediate");
    onTestFinished(() => other.close());
    return { address, store, other };
  }

  test("is waited for, while everything else goes on", async () => {
    const { store, other } = await locked();
    let ticks = 0;
    const timer = setInterval(() => ticks++, 10);
    setTimeout(() => other.exec("commit"), seconds(2));
    expect((await store.claim({ worker: "w" }))!.run.attempt).toBe(1);
    clearInterval(timer);
    expect(ticks).toBeGreaterThan(100);
  });

  test(
    "is given up after 20 s",
    async () => {
      const { address, store } = await locked();
      const begun = performance.now();
      await expect(store.claim({ worker: "w" })).rejects.toThrow(
        `${address}: was locked by another process for 20 s. End the process that holds it, or keep the studies of many workers in PostgreSQL.`,
      );
      expect(performance.now() - begun).toBeGreaterThan(seconds(19));
      expect(await store.runs()).toHaveLength(runs.length); // readers are not kept out
    },
    seconds(40),
  );
});

describe.skipIf(process.getuid?.() !== 0)(
  "a full or fixed disk (needs root, for a small file system)",
  () => {
    /** A file system of a few megabytes. */
    function smallDisk(megabytes: number): string {
      const folder = mkdtempSync(join(tmpdir(), "glissade-full-"));
      execFileSync("/usr/bin/mount", ["-t", "tmpfs", "-o", `size=${megabytes}m,mode=777`, "tmpfs", folder]);
      onTestFinished(() => {
        execFileSync("/usr/bin/umount", ["-l", folder]);
        rmSync(folder, { recursive: true });
      });
      return folder;
    }
    const fix =
      "Free some space; what was stored before is intact, and running work goes on from its last checkpoint.";

    test("read-only: a store is read, and takes nothing", async () => {
      const [made, folder] = [smallDisk(6), smallDisk(6)];
      const address = join(folder, "store.db");
      const store = await openStore(join(made, "store.db"));
      const { id } = await withRuns(store);
      await store.close();
      copyFileSync(join(made, "store.db"), address);
      execFileSync("/usr/bin/mount", ["-o", "remount,ro", folder]);
      const fixed = await open(address);
      expect(await fixed.runs()).toHaveLength(runs.length);
      await expect(fixed.addRuns(id, runs)).rejects.toThrow(
        `${address}: cannot be written to (it or its folder is read-only). Choose another path.`,
      );
    });

    test("is a clear error of SQLite, and the store goes on where there is space again", async () => {
      const folder = smallDisk(6);
      writeFileSync(join(folder, "filler"), new Uint8Array(2 ** 20 * 3));
      const address = join(folder, "store.db");
      const store = await openStore(address);
      await withRuns(store);
      const claim = (await store.claim({ worker: "w" }))!;
      claim.log(curve("loss", [1, 2, 3]));
      const big = new Uint8Array(2 ** 20 * 4);
      const full = `${address}: could not grow: the disk is full. ${fix}`;
      await expect(claim.checkpoint(3, 3, big)).rejects.toThrow(full);
      expect(await store.runs()).toHaveLength(4);
      await store.close();
      const again = await open(address);
      expect((await again.study("s"))!.runs).toMatchObject({ queued: 3, running: 1 });
      rmSync(join(folder, "filler"));
      await again.abandon("w");
      const next = (await again.claim({ worker: "v" }))!;
      next.log(curve("loss", [4, 5, 6]));
      expect(await next.finish({ state: "done", step: 3, seconds: 3 })).toBe(true);
      expect((await again.curves({ runs: [next.run.id], key: "loss" }))[0]!.points).toHaveLength(3);
    });

    test.skipIf(lacksPostgres)(
      "is a clear error of PostgreSQL (needs apt-get install postgresql), and the store goes on where there is space again",
      async () => {
        const folder = smallDisk(24);
        chownSync(folder, nobody, nobody);
        const server = startServer();
        onTestFinished(() => server.remove());
        const address = server.fresh();
        const database = new URL(address).pathname.slice(1);
        const admin = new pg.Client(address.replace(`/${database}?`, "/postgres?"));
        await admin.connect();
        await admin.query(`create tablespace small location '${folder}'`);
        writeFileSync(join(folder, "filler"), new Uint8Array(2 ** 20 * 3)); // the folder must be empty before
        await admin.query(`alter database ${database} set tablespace small`);
        await admin.end();
        const store = await open(address);
        await withRuns(store);
        const claim = (await store.claim({ worker: "w" }))!;
        claim.log(curve("loss", [1, 2, 3]));
        const big = Uint8Array.from({ length: 2 ** 24 + 2 ** 23 }, () => Math.floor(256 * Math.random()));
        const host = new URL(address).searchParams.get("host");
        await expect(claim.checkpoint(3, 3, big)).rejects.toThrow(
          `postgres:///${database}?host=${host}: could not grow: the server's disk is full. ${fix}`,
        );
        rmSync(join(folder, "filler"));
        expect(await claim.checkpoint(3, 3, big.subarray(0, 1000))).toBe(true);
        expect(await claim.finish({ state: "done", step: 3, seconds: 3 })).toBe(true);
        expect((await store.curves({ runs: [claim.run.id], key: "loss" }))[0]!.points).toHaveLength(3);
      },
    );
  },
);
