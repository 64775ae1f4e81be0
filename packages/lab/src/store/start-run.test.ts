import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { newRun, withRuns } from "./fixtures/runs.ts";
import { subjects } from "./fixtures/subjects.ts";
import { openStore } from "./open.ts";

const done = { state: "done", step: 1, seconds: 1 } as const;

describe.each(subjects())("runs that are started in $name", ({ lacking, start, fresh, stop }) => {
  if (lacking !== undefined) return test.skip(`needs ${lacking}`, () => undefined);
  beforeAll(async () => start?.());
  afterAll(() => stop());

  async function opened() {
    const store = await openStore(await fresh());
    onTestFinished(() => store.close());
    return { store, study: await withRuns(store) };
  }

  test("the run is its worker's at once, whatever waits before it, and is started once", async () => {
    const { store, study } = await opened();
    const claim = (await store.startRun(study.id, newRun("lion", 1), { worker: "w" }))!;
    expect(claim.run).toMatchObject({ ...newRun("lion", 1), state: "running", attempt: 1, worker: "w" });
    expect(await store.startRun(study.id, newRun("lion", 1), { worker: "v" })).toBeUndefined();
    for (let count = 0; count < 4; count++)
      expect((await store.claim({ worker: "v" }))!.run.id).not.toBe(claim.run.id);
    expect(await store.claim({ worker: "v" })).toBeUndefined();
    expect(await claim.finish(done)).toBe(true);
    expect(await store.claim({ worker: "v" })).toBeUndefined();
    await expect(store.startRun(99, newRun("lion", 2), { worker: "w" })).rejects.toThrow(
      "startRun: there is no study 99 in this store.",
    );
    await expect(store.startRun(study.id, newRun("", 2), { worker: "w" })).rejects.toThrow(
      "startRun: configuration.arm: must be a text of 1 to 200 characters",
    );
  });

  test("of many at once one starts it", async () => {
    const { store, study } = await opened();
    const start = (_: unknown, index: number) =>
      store.startRun(study.id, newRun("lion", 1), { worker: `w${index}` });
    const claims = await Promise.all(Array.from({ length: 8 }, start));
    expect(claims.filter((claim) => claim !== undefined)).toHaveLength(1);
  });

  test("released, or its worker silent, it waits as every other", async () => {
    const address = await fresh();
    const store = await openStore(address);
    onTestFinished(() => store.close());
    const { id } = await store.addStudy({ name: "empty", description: {} });
    const first = (await store.startRun(id, newRun("lion", 1), { worker: "a" }))!;
    expect(await first.release()).toBe(true);
    const second = (await store.claim({ worker: "b", leaseSeconds: 0.05 }))!;
    expect(second.run).toMatchObject({ id: first.run.id, attempt: 2, crashes: 0 });
    await setTimeout(100);
    const third = (await store.claim({ worker: "c" }))!;
    expect(third.run).toMatchObject({ id: first.run.id, attempt: 3, crashes: 1 });
    await store.startRun(id, newRun("lion", 2), { worker: "d", leaseSeconds: 0.05 });
    await setTimeout(100);
    expect((await store.claim({ worker: "e" }))!.run).toMatchObject({ seed: 2, attempt: 2, crashes: 1 });
    expect(await third.finish(done)).toBe(true);
  });
});
