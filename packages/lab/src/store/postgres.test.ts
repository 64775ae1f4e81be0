import pg from "pg";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { programs, type Server, startServer } from "./fixtures/postgres.ts";
import { curve, valuesOf, withRuns } from "./fixtures/runs.ts";
import { openStore } from "./open.ts";

const done = { state: "done", step: 3, seconds: 3 } as const;
const advice = "Start the server, or check the host and the port of the address.";

test("an address that is none is refused", async () => {
  await expect(openStore("postgres://[::x/db")).rejects.toThrow(
    "openStore(address): must be like postgres://USER:PASSWORD@HOST:PORT/DATABASE.",
  );
});

test.each([
  ["postgres://me:secret@127.0.0.1:1/lab", "postgres://127.0.0.1:1/lab", "nothing listens there"],
  ["postgresql://me@localhost/lab?host=/nowhere", "postgres:///lab?host=/nowhere", "no such socket"],
])("a server that is not there is named without its password: %s", async (address, place, reason) => {
  await expect(openStore(address)).rejects.toThrow(`${place}: cannot be reached (${reason}). ${advice}`);
});

describe.skipIf(programs === undefined)("a server (needs apt-get install postgresql)", () => {
  let server: Server;
  beforeAll(() => {
    server = startServer();
  });
  afterAll(() => server.remove());

  async function query(address: string, text: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
    const client = new pg.Client(address);
    await client.connect();
    const { rows } = await client.query(text).finally(() => client.end());
    return rows;
  }
  async function opened() {
    const address = server.fresh();
    const store = await openStore(address);
    onTestFinished(() => store.close());
    const place = `postgres:///${new URL(address).pathname.slice(1)}?host=${new URL(address).searchParams.get("host")}`;
    return { address, place, store, study: await withRuns(store) };
  }
  const jobs = async (address: string) =>
    (await query(address, "select state from pgboss.job order by priority desc")).map(({ state }) => state);

  test("without the database says so", async () => {
    const address = server.fresh().replace(/\/t\d+\?/, "/none?");
    await expect(openStore(address)).rejects.toThrow(
      /^postgres:\/\/\/none\?host=\S+: has no such database\. Make it: createdb NAME\.$/,
    );
  });

  test("that a newer version has used is refused", async () => {
    const { address, place } = await opened();
    await query(address, "insert into kysely_migration values ('0099-future', '2030-01-01')");
    await expect(openStore(address)).rejects.toThrow(
      `${place}: was written by a newer version of Glissade (its schema has "0099-future"). Update Glissade, or choose another store.`,
    );
  });

  test("completes the job of the engine with the result, and puts it back with the run", async () => {
    const { address, store, study } = await opened();
    expect(await jobs(address)).toEqual(["created", "created", "created", "created"]);
    const [first, second] = [(await store.claim({ worker: "a" }))!, (await store.claim({ worker: "b" }))!];
    expect(await jobs(address)).toEqual(["active", "active", "created", "created"]);
    await first.finish(done);
    await second.release();
    expect(await jobs(address)).toEqual(["completed", "retry", "created", "created"]);
    await store.remove(study.id);
    expect(await jobs(address)).toEqual([]);
  });

  test("keeps the run of a living worker from others, whatever the engine thinks of the job", async () => {
    const { address, store } = await opened();
    const claim = (await store.claim({ worker: "a" }))!;
    await query(address, "update pgboss.job set state = 'retry' where state = 'active'"); // as after its 23 hours
    const other = (await store.claim({ worker: "b" }))!;
    expect(other.run.id).not.toBe(claim.run.id);
    expect(await jobs(address)).toEqual(["active", "active", "created", "created"]);
    expect(await claim.finish(done)).toBe(true);
    expect(await jobs(address)).toEqual(["completed", "active", "created", "created"]);
  });

  test("that restarts is waited for, and nothing is lost or done twice", async () => {
    const { store } = await opened();
    const claim = (await store.claim({ worker: "a" }))!;
    claim.log(curve("loss", [1, 2, 3]));
    server.stop("immediate");
    const finishing = claim.finish(done);
    const listing = store.runs();
    await new Promise((resolve) => setTimeout(resolve, 500));
    server.start();
    expect(await finishing).toBe(true);
    expect(await listing).toHaveLength(4);
    expect(await valuesOf(store, claim.run.id, "loss")).toEqual([1, 2, 3]);
    expect(await store.workers()).toMatchObject([{ finished: 1 }]);
  });
});
