import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openStore } from "./open.ts";
import type { NewRun, Store } from "./store.ts";

async function fresh(): Promise<Store> {
  const directory = await mkdtemp(join(tmpdir(), "glissade-store-"));
  const store = await openStore(join(directory, "store.db"));
  onTestFinished(async () => {
    await store.close();
    await rm(directory, { recursive: true });
  });
  return store;
}

const run = (arm: string, seed: number): NewRun => ({
  configuration: { arm, values: { optimizer: `${arm}(0.1)` } },
  seed,
  stage: "final",
});
const runs = [run("sgd", 1), run("adam", 1), run("sgd", 4_294_967_295), run("adam", 2)];

async function withRuns() {
  const store = await fresh();
  const study = await store.addStudy({ name: "s", description: { steps: 3, model: { a: 1, b: 2 } } });
  await store.addRuns(study.id, runs);
  return { store, study };
}

test("the same study and runs are added once", async () => {
  const { store, study } = await withRuns();
  const again = await store.addStudy({ name: "s", description: { model: { b: 2, a: 1 }, steps: 3 } });
  expect(again.id).toBe(study.id);
  expect(await store.addRuns(study.id, [...runs, run("lion", 1)])).toBe(1);
  expect((await store.addStudy({ name: "s", description: { steps: 4 } })).id).not.toBe(study.id);
  expect((await store.study("s"))!.description).toEqual({ steps: 4 });
  expect((await store.study(study.id))!.runs).toMatchObject({ queued: 5, done: 0 });
  expect(
    (await store.runs({ study: study.id })).map(({ configuration, seed }) => [configuration.arm, seed]),
  ).toEqual([
    ["sgd", 1],
    ["adam", 1],
    ["sgd", 4_294_967_295],
    ["adam", 2],
    ["lion", 1],
  ]);
});

test("a run goes through the hands of a worker to its result, with numbers that JSON lacks", async () => {
  const { store, study } = await withRuns();
  const claim = (await store.claim({ worker: "w", environment: { node: "v20" } }))!;
  expect(claim.run).toMatchObject({
    state: "running",
    attempt: 1,
    worker: "w",
    seed: 1,
    environment: { node: "v20" },
  });
  claim.log(
    [1, 2, 3].map((step) => ({
      key: "loss",
      step,
      value: [Number.NaN, Infinity, 0.1][step - 1]!,
      seconds: step,
    })),
  );
  const metrics = { accuracy: 0.9, worst: Number.NaN, least: -Infinity };
  expect(await claim.finish({ state: "done", step: 3, seconds: 3, metrics, extra: [[1, 0]] })).toBe(true);
  expect(await store.run(claim.run.id)).toMatchObject({ state: "done", step: 3, metrics, extra: [[1, 0]] });
  const [curve] = await store.curves({ runs: [claim.run.id], key: "loss" });
  expect(curve!.points.map(({ value }) => value)).toEqual([Number.NaN, Infinity, 0.1]);
  expect(await store.keys([claim.run.id])).toEqual(["loss"]);
  expect((await store.workers())[0]).toMatchObject({ name: "w", run: null, finished: 1, failed: 0 });
  expect((await store.study(study.id))!.runs).toMatchObject({ queued: 3, done: 1 });
  for (const state of ["failed", "diverged", "done"] as const)
    expect(await (await store.claim({ worker: "w" }))!.finish({ state, step: 1, seconds: 1 })).toBe(true);
  expect(await store.claim({ worker: "w" })).toBeUndefined();
  expect(await store.retry({ study: study.id })).toBe(1);
  expect((await store.claim({ worker: "w" }))!.run.attempt).toBe(1);
});

test("a silent worker's run is stale, is taken over, and its late result is dropped", async () => {
  const { store } = await withRuns();
  const first = (await store.claim({ worker: "slow", leaseSeconds: 0.05 }))!;
  first.log([{ key: "loss", step: 1, value: 1, seconds: 1 }]);
  await first.checkpoint(1, 1.5, new Uint8Array([1, 2, 3]));
  await new Promise((resolve) => setTimeout(resolve, 80));
  expect((await store.runs({ states: ["stale"] })).map(({ id }) => id)).toEqual([first.run.id]);
  const second = (await store.claim({ worker: "quick" }))!;
  expect(second.run).toMatchObject({ id: first.run.id, attempt: 2, crashes: 1 });
  expect(await second.resume()).toEqual({ step: 1, seconds: 1.5, bytes: new Uint8Array([1, 2, 3]) });
  first.log([{ key: "loss", step: 2, value: 99, seconds: 2 }]);
  expect(await first.heartbeat(2)).toBe(false);
  expect(await first.finish({ state: "done", step: 9, seconds: 9, metrics: { accuracy: 0 } })).toBe(false);
  second.log([{ key: "loss", step: 2, value: 2, seconds: 2 }]);
  expect(await second.finish({ state: "done", step: 2, seconds: 2, metrics: { accuracy: 1 } })).toBe(true);
  expect((await store.run(second.run.id))!.metrics).toEqual({ accuracy: 1 });
  const [curve] = await store.curves({ runs: [second.run.id], key: "loss" });
  expect(curve!.points.map(({ value }) => value)).toEqual([1, 2]);
});

test("points after the checkpoint from which a run goes on are dropped", async () => {
  const { store } = await withRuns();
  const first = (await store.claim({ worker: "a" }))!;
  first.log([1, 2, 3].map((step) => ({ key: "loss", step, value: step, seconds: step })));
  await first.checkpoint(2, 2, new Uint8Array([7]));
  await first.release();
  const second = (await store.claim({ worker: "b" }))!;
  expect(second.run.id).toBe(first.run.id);
  await second.resume();
  const [curve] = await store.curves({ runs: [second.run.id], key: "loss" });
  expect(curve!.points.map(({ step }) => step)).toEqual([1, 2]);
});

test("a worker that died gives its runs back at once", async () => {
  const { store } = await withRuns();
  const { run: lost } = (await store.claim({ worker: "dead" }))!;
  expect(await store.abandon("dead")).toEqual([lost.id]);
  expect((await store.claim({ worker: "other" }))!.run).toMatchObject({
    id: lost.id,
    attempt: 2,
    crashes: 1,
  });
});

test("curves are made shorter where that is asked for, and say so", async () => {
  const { store } = await withRuns();
  const claim = (await store.claim({ worker: "w" }))!;
  claim.log(
    Array.from({ length: 1500 }, (_, step) => ({
      key: "loss",
      step,
      value: step === 777 ? 50 : 1 / step,
      seconds: 0,
    })),
  );
  await claim.finish({ state: "done", step: 1500, seconds: 1 });
  const [curve] = await store.curves({ runs: [claim.run.id], key: "loss", most: 20 });
  expect(curve!.downsampled).toBe(true);
  expect(curve!.points.length).toBeLessThanOrEqual(21);
  expect(curve!.points.some(({ value }) => value === 50)).toBe(true);
  const [part] = await store.curves({ runs: [claim.run.id], key: "loss", from: 10, to: 12 });
  expect(part!.points.map(({ step }) => step)).toEqual([10, 11, 12]);
});

test("artifacts have plain names", async () => {
  const { store } = await withRuns();
  const claim = (await store.claim({ worker: "w" }))!;
  await claim.artifact("samples (1).txt", "text/plain", new Uint8Array([104, 105]));
  expect(await store.artifacts(claim.run.id)).toEqual([
    { name: "samples (1).txt", type: "text/plain", bytes: 2 },
  ]);
  expect(await store.readArtifact(claim.run.id, "samples (1).txt")).toEqual(new Uint8Array([104, 105]));
  await expect(claim.artifact("../x", "text/plain", new Uint8Array())).rejects.toThrow(
    'artifact(name): must be a plain name of at most 200 characters, got "../x". Use letters, digits, spaces and - _ . only.',
  );
});

test("a study is annotated, archived and removed with all that it has", async () => {
  const { store, study } = await withRuns();
  await store.annotate(study.id, { tags: ["a"], notes: "n", archived: true });
  expect(await store.study("s")).toMatchObject({ tags: ["a"], notes: "n", archived: true });
  expect(await store.studies()).toEqual([]);
  expect(await store.studies({ archived: true })).toHaveLength(1);
  await store.remove(study.id);
  expect(await store.runs()).toEqual([]);
  await expect(store.remove(study.id)).rejects.toThrow(
    `remove(study): must be the id of a study of the store, got ${study.id}.`,
  );
});

test("what is no store is refused", async () => {
  await expect(openStore("/proc/version/x.db")).rejects.toThrow(
    /^\/proc\/version\/x.db: cannot be opened as a store \(.*\). Choose another file, or remove it where it is no store\.$/,
  );
});
