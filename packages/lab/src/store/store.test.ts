import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { curve, newRun, runs, valuesOf, withRuns } from "./fixtures/runs.ts";
import { subjects } from "./fixtures/subjects.ts";
import { openStore } from "./open.ts";
import type { Store } from "./store.ts";

const done = { state: "done", step: 3, seconds: 3 } as const;
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

describe.each(subjects())("a store in $name", ({ lacking, start, fresh, stop }) => {
  if (lacking !== undefined) return test.skip(`needs ${lacking}`, () => undefined);
  beforeAll(async () => start?.());
  afterAll(() => stop());

  async function open(address?: string): Promise<Store> {
    const store = await openStore(address ?? (await fresh()));
    onTestFinished(() => store.close());
    return store;
  }
  async function opened() {
    const store = await open();
    return { store, study: await withRuns(store) };
  }

  test("the same study and runs are added once, and keep their order", async () => {
    const { store, study } = await opened();
    const again = await store.addStudy({ name: "s", description: { model: { a: 1, b: 2 }, steps: 3 } });
    expect(again.id).toBe(study.id);
    expect(await store.addRuns(study.id, [...runs, newRun("lion", 1)])).toBe(1);
    const all = await store.runs({ study: study.id });
    const names = all.map(({ configuration, seed }) => `${configuration.arm} ${seed}`);
    expect(names).toEqual(["sgd 1", "adam 1", "sgd 4294967295", "adam 2", "lion 1"]);
    expect(all[0]).toEqual({
      ...{ id: all[0]!.id, study: study.id, ...runs[0], state: "queued", attempt: 0, crashes: 0 },
      ...{ worker: null, step: 0, started: null, finished: null, seconds: 0, metrics: {}, extra: null },
      ...{ error: null, environment: null, tags: [], notes: "" },
    });
    expect(await store.run(all[0]!.id)).toEqual(all[0]);
    expect(await store.run(999_999)).toBeUndefined();
  });

  test("studies differ by their descriptions; a name finds the newest", async () => {
    const { store, study } = await opened();
    const other = await store.addStudy({ name: "s", description: { steps: 4 }, source: "s.ts" });
    expect(other).toMatchObject({
      name: "s",
      description: { steps: 4 },
      source: "s.ts",
      tags: [],
      notes: "",
    });
    expect(other.id).not.toBe(study.id);
    expect(await store.study("s")).toEqual(other);
    const { runs: counts, description } = (await store.study(study.id))!;
    expect(counts).toEqual({ queued: 4, running: 0, stale: 0, failed: 0, diverged: 0, done: 0 });
    expect(JSON.stringify(description)).toBe('{"steps":3,"model":{"b":2,"a":1}}');
    expect((await store.studies()).map(({ id }) => id)).toEqual([other.id, study.id]);
    expect(await store.study("t")).toBeUndefined();
  });

  test("a run goes through a worker's hands to its result, with numbers that JSON lacks", async () => {
    const { store, study } = await opened();
    const claim = (await store.claim({ worker: "w", environment: { node: "v20" } }))!;
    expect(claim.run).toMatchObject({ state: "running", attempt: 1, worker: "w", seed: 1 });
    expect(claim.run.environment).toEqual({ node: "v20" });
    const values = [Number.NaN, Infinity, -Infinity, 0.1, -0, 1e-17, -1e-17, 5e-324];
    claim.log(curve("loss", values));
    claim.log(curve("accuracy", [1]));
    const metrics = { accuracy: 0.9, worst: Number.NaN, least: -Infinity, most: Infinity };
    expect(await claim.finish({ ...done, metrics, extra: [[1, 0]] })).toBe(true);
    const run = (await store.run(claim.run.id))!;
    expect(run).toMatchObject({
      ...done,
      metrics,
      extra: [[1, 0]],
      worker: "w",
      environment: { node: "v20" },
    });
    expect(Date.parse(run.finished!)).toBeGreaterThanOrEqual(Date.parse(run.started!));
    expect(await valuesOf(store, run.id, "loss")).toEqual(values.map((value) => value + 0));
    expect(await store.keys([run.id])).toEqual(["accuracy", "loss"]);
    expect(await store.workers()).toMatchObject([{ name: "w", run: null, finished: 1, failed: 0 }]);
    expect((await store.study(study.id))!.runs).toMatchObject({ queued: 3, done: 1 });
  });

  test("each run is claimed once, by however many at a time", async () => {
    const { store } = await opened();
    const claims = await Promise.all(
      Array.from({ length: 6 }, (_, index) => store.claim({ worker: `w${index}` })),
    );
    const ids = claims.flatMap((claim) => claim?.run.id ?? []);
    expect(new Set(ids).size).toBe(4);
    expect(ids).toHaveLength(4);
    expect((await store.workers()).filter(({ run }) => run !== null)).toHaveLength(4);
  });

  test("only runs of the studies that were asked for are claimed", async () => {
    const { store, study } = await opened();
    const other = await store.addStudy({ name: "t", description: null });
    await store.addRuns(other.id, [newRun("sgd", 1)]);
    const claim = await store.claim({ worker: "w", studies: [other.id] });
    expect(claim!.run.study).toBe(other.id);
    expect(await store.claim({ worker: "v", studies: [other.id] })).toBeUndefined();
    expect(await store.claim({ worker: "v", studies: [] })).toBeUndefined();
    expect((await store.claim({ worker: "v", studies: [study.id, other.id] }))!.run.study).toBe(study.id);
  });

  test("a silent worker's run is stale and taken over; what the worker says later is dropped", async () => {
    const { store } = await opened();
    const slow = (await store.claim({ worker: "slow", leaseSeconds: 0.2 }))!;
    slow.log(curve("loss", [1]));
    expect(await slow.checkpoint(1, 1.5, new Uint8Array([1, 2, 3]))).toBe(true);
    expect(await store.runs({ states: ["stale"] })).toEqual([]);
    await pause(250);
    expect(await store.runs({ states: ["running"] })).toEqual([]);
    expect(await store.runs({ states: ["stale", "done"] })).toMatchObject([
      { id: slow.run.id, state: "stale" },
    ]);
    expect((await store.studies())[0]!.runs).toMatchObject({ queued: 3, running: 0, stale: 1 });

    const quick = (await store.claim({ worker: "quick" }))!;
    expect(quick.run).toMatchObject({ id: slow.run.id, attempt: 2, crashes: 1, worker: "quick" });
    expect(await quick.resume()).toEqual({ step: 1, seconds: 1.5, bytes: new Uint8Array([1, 2, 3]) });
    slow.log(curve("loss", [99], 2));
    expect(await slow.heartbeat(2)).toBe(false);
    expect(await slow.checkpoint(9, 9, new Uint8Array([9]))).toBe(false);
    expect(await slow.artifact("a", "text/plain", new Uint8Array([9]))).toBe(false);
    expect(await slow.finish({ ...done, metrics: { accuracy: 0 } })).toBe(false);
    expect(await slow.release()).toBe(false);
    quick.log(curve("loss", [2], 2));
    expect(await quick.finish({ ...done, metrics: { accuracy: 1 } })).toBe(true);
    expect(await slow.finish({ ...done, metrics: { accuracy: 0 } })).toBe(false);
    expect((await store.run(quick.run.id))!.metrics).toEqual({ accuracy: 1 });
    expect(await valuesOf(store, quick.run.id, "loss")).toEqual([1, 2]);
    expect(await store.artifacts(quick.run.id)).toEqual([]);
  });

  test("a heartbeat keeps the lease, and a worker that was late but not replaced goes on", async () => {
    const { store } = await opened();
    const claim = (await store.claim({ worker: "w", leaseSeconds: 0.3 }))!;
    for (let beat = 1; beat <= 4; beat++) {
      await pause(100);
      expect(await claim.heartbeat(beat)).toBe(true);
    }
    expect(await store.run(claim.run.id)).toMatchObject({ state: "running", step: 4 });
    await pause(400);
    expect(await store.run(claim.run.id)).toMatchObject({ state: "stale" });
    expect(await claim.finish(done)).toBe(true);
    expect(await claim.finish(done)).toBe(true); // as after a restart of the database that hid the first answer
  });

  test("a run that is released goes on from its checkpoint; later points are dropped", async () => {
    const { store } = await opened();
    const first = (await store.claim({ worker: "a" }))!;
    first.log(curve("loss", [1, 2]));
    await first.checkpoint(2, 2, new Uint8Array([7]));
    first.log(curve("loss", [3, 4], 3));
    expect(await first.release()).toBe(true);
    expect(await valuesOf(store, first.run.id, "loss")).toEqual([1, 2, 3, 4]);
    const second = (await store.claim({ worker: "b" }))!;
    expect(second.run).toMatchObject({ id: first.run.id, attempt: 2, crashes: 0 });
    expect((await second.resume())!.step).toBe(2);
    expect(await store.run(first.run.id)).toMatchObject({ step: 2, seconds: 2, state: "running" });
    expect(await valuesOf(store, first.run.id, "loss")).toEqual([1, 2]);
  });

  test("a run that begins anew drops what earlier attempts left behind", async () => {
    const { store } = await opened();
    const first = (await store.claim({ worker: "a" }))!;
    first.log(curve("loss", [1, 2, 3]));
    await first.checkpoint(3, 3, new Uint8Array([7]));
    await first.release();
    const second = (await store.claim({ worker: "b" }))!;
    second.log(curve("loss", [5]));
    await second.release();
    expect(await valuesOf(store, first.run.id, "loss")).toEqual([5]);
    const third = (await store.claim({ worker: "c" }))!;
    expect(await third.resume()).toBeUndefined();
    expect(await valuesOf(store, first.run.id, "loss")).toEqual([]);
  });

  test("points are written within about a second, and the later of two at a step counts", async () => {
    const { store } = await opened();
    const claim = (await store.claim({ worker: "w" }))!;
    claim.log([...curve("loss", [1, 2, 3]), ...curve("loss", [9], 2)]);
    await expect.poll(() => valuesOf(store, claim.run.id, "loss"), { timeout: 3000 }).toEqual([1, 9, 3]);
    expect(await store.run(claim.run.id)).toMatchObject({ step: 3, seconds: 3 });
    claim.log(curve("loss", [8], 2));
    await claim.finish(done);
    expect(await valuesOf(store, claim.run.id, "loss")).toEqual([1, 8, 3]);
  });

  test("failed runs wait again where that is asked for, with a new attempt", async () => {
    const { store, study } = await opened();
    for (const state of ["failed", "diverged", "failed", "done"] as const) {
      const claim = (await store.claim({ worker: "w" }))!;
      await claim.finish({ ...done, state, error: `${state}\u0000!` });
    }
    expect(await store.claim({ worker: "w" })).toBeUndefined();
    const [failed, diverged] = await store.runs();
    expect(failed!.error).toBe("failed\ufffd!");
    expect(await store.workers()).toMatchObject([{ finished: 2, failed: 2 }]);
    expect(await store.retry({ study: study.id, arms: ["adam"] })).toBe(0);
    expect(await store.retry({ study: study.id, limit: 1 })).toBe(1);
    expect((await store.claim({ worker: "w" }))!.run).toMatchObject({
      id: failed!.id,
      attempt: 2,
      error: null,
    });
    expect(await store.retry({ states: ["diverged"] })).toBe(1);
    expect((await store.claim({ worker: "w" }))!.run.id).toBe(diverged!.id);
    await expect(store.retry({ states: ["done"] })).rejects.toThrow(
      "retry({ states }): must be failed or diverged, got done.",
    );
  });

  test("a worker that died gives its runs back at once", async () => {
    const { store } = await opened();
    const { run } = (await store.claim({ worker: "dead" }))!;
    expect(await store.abandon("dead")).toEqual([run.id]);
    expect(await store.abandon("dead")).toEqual([]);
    expect(await store.run(run.id)).toMatchObject({ crashes: 1 });
    await store.claim({ worker: "told to leave" });
    await store.abandon("told to leave", { isCrash: false });
    expect(await store.run(run.id)).toMatchObject({ state: "queued", crashes: 1 });
    expect((await store.claim({ worker: "other" }))!.run).toMatchObject({
      id: run.id,
      attempt: 3,
      crashes: 1,
    });
  });

  test("runs are found by what they are, and a part at a time", async () => {
    const { store, study } = await opened();
    await store.addRuns(study.id, [newRun("sgd", 77, "tune")]);
    const seeds = async (filter: Parameters<Store["runs"]>[0]) =>
      (await store.runs(filter)).map(({ seed }) => seed);
    expect(await seeds({ arms: ["sgd"] })).toEqual([1, 4_294_967_295, 77]);
    expect(await seeds({ stage: "tune" })).toEqual([77]);
    expect(await seeds({ arms: [] })).toEqual([]);
    expect(await seeds({ states: [] })).toEqual([]);
    expect(await seeds({ limit: 2, offset: 1 })).toEqual([1, 4_294_967_295]);
    expect(await seeds({ offset: 4 })).toEqual([77]);
    expect(await seeds({ study: study.id + 1 })).toEqual([]);
  });

  test("curves are cut and made shorter where that is asked for, and say so", async () => {
    const { store } = await opened();
    const [a, b] = [(await store.claim({ worker: "a" }))!, (await store.claim({ worker: "b" }))!];
    a.log(
      curve(
        "loss",
        Array.from({ length: 2500 }, (_, index) => (index === 777 ? 50 : 1 / index)),
      ),
    );
    b.log(curve("other", [1]));
    await a.finish(done);
    await b.finish(done);
    const [long, none] = await store.curves({ runs: [a.run.id, b.run.id], key: "loss", most: 20 });
    expect(long).toMatchObject({ run: a.run.id, downsampled: true });
    expect(long!.points).toHaveLength(20);
    expect(long!.points.some(({ value }) => value === 50)).toBe(true);
    expect(none).toEqual({ run: b.run.id, points: [], downsampled: false });
    const [part] = await store.curves({ runs: [a.run.id], key: "loss", from: 10, to: 12, most: 3 });
    expect(part).toMatchObject({ downsampled: false, points: [{ step: 10 }, { step: 11 }, { step: 12 }] });
    expect(await store.keys([a.run.id, b.run.id])).toEqual(["loss", "other"]);
    expect(await store.keys([])).toEqual([]);
  });

  test("artifacts are kept as they are, under plain names", async () => {
    const { store } = await opened();
    const { run, ...claim } = (await store.claim({ worker: "w" }))!;
    const bytes = Uint8Array.from({ length: 300 }, (_, index) => index);
    expect(await claim.artifact("samples (1).bin", "application/x", bytes)).toBe(true);
    expect(await claim.artifact("samples (1).bin", "application/y", bytes.subarray(7))).toBe(true);
    const listed = { name: "samples (1).bin", type: "application/y", bytes: 293 };
    expect(await store.artifacts(run.id)).toEqual([listed]);
    expect(await store.readArtifact(run.id, "samples (1).bin")).toEqual(bytes.slice(7));
    expect(await store.readArtifact(run.id, "none")).toBeUndefined();
  });

  test("a study is annotated, archived, and removed with all that belongs to it", async () => {
    const { store, study } = await opened();
    const { run, ...claim } = (await store.claim({ worker: "w" }))!;
    claim.log(curve("loss", [1]));
    await claim.checkpoint(1, 1, new Uint8Array([1]));
    await claim.artifact("a", "text/plain", new Uint8Array([1]));
    await store.annotate(study.id, { tags: ["a", "<b>"], notes: "n" });
    expect(await store.study("s")).toMatchObject({ tags: ["a", "<b>"], notes: "n", archived: false });
    await store.annotate(study.id, { archived: true });
    expect(await store.studies()).toEqual([]);
    expect(await store.studies({ archived: true })).toMatchObject([{ tags: ["a", "<b>"], archived: true }]);
    await store.remove(study.id);
    expect(await store.studies({ archived: true })).toEqual([]);
    expect(await store.runs()).toEqual([]);
    expect(await valuesOf(store, run.id, "loss")).toEqual([]);
    expect(await store.readArtifact(run.id, "a")).toBeUndefined();
    expect(await claim.finish(done)).toBe(false);
    expect(await store.claim({ worker: "w" })).toBeUndefined();
    await expect(store.remove(study.id)).rejects.toThrow(
      `remove: there is no study ${study.id} in this store. List them: studies().`,
    );
  });

  test("a run that ended elsewhere is added once with all that it has, or takes the place of its earlier self", async () => {
    const { store, study } = await opened();
    const ended = {
      ...newRun("imported", 3, "imported"),
      ending: { state: "diverged", step: 2, seconds: 4, metrics: { loss: Number.NaN } } as const,
      // points in any order, the later of two at one step counts
      points: [...curve("loss", [3, Number.NaN]), ...curve("a", [1]), ...curve("loss", [2])],
      ...{ started: "2026-11-26T18:30:00.000Z", worker: "import", environment: { content: "x" } },
    };
    expect(await store.addEnded(study.id, ended)).toBe(true);
    expect(await store.addEnded(study.id, ended)).toBe(false);
    const [run] = await store.runs({ arms: ["imported"] });
    expect(run).toMatchObject({
      ...newRun("imported", 3, "imported"),
      ...{ state: "diverged", attempt: 1, step: 2, seconds: 4, metrics: { loss: Number.NaN } },
      ...{ started: ended.started, finished: null, worker: "import", environment: { content: "x" } },
    });
    expect(await valuesOf(store, run!.id, "loss")).toEqual([2, Number.NaN]);
    expect(await valuesOf(store, run!.id, "a")).toEqual([1]);
    const longer = { ...ended, ending: { ...done, metrics: { loss: 1 } }, points: curve("loss", [3, 2, 1]) };
    expect(await store.addEnded(study.id, { ...longer, replace: true })).toBe(true);
    expect(await store.run(run!.id)).toMatchObject({ state: "done", attempt: 2, metrics: { loss: 1 } });
    expect(await store.keys([run!.id])).toEqual(["loss"]);
    expect((await store.study(study.id))!.runs).toMatchObject({ queued: 4, done: 1 });
    // one that waits is no result to replace, and the queue gives none that has ended
    expect(await store.addEnded(study.id, { ...longer, ...newRun("sgd", 1), replace: true })).toBe(false);
    for (let count = 0; count < 4; count++)
      expect((await store.claim({ worker: `w${count}` }))!.run.stage).toBe("final");
    expect(await store.claim({ worker: "w" })).toBeUndefined();
    await expect(store.addEnded(study.id, { ...ended, started: "yesterday" })).rejects.toThrow(
      'addEnded({ started }): must be a time in ISO 8601, got "yesterday".',
    );
    await expect(store.addEnded(99, ended)).rejects.toThrow("addEnded: there is no study 99 in this store.");
  });

  test("strange names are kept as they are", async () => {
    const { store } = await opened();
    const name = `<img src=x onerror="alert(1)"> ' ; drop table run; -- ${"é".repeat(20)} __proto__`;
    const description = JSON.parse('{"__proto__": {"x": 1}, "constructor": 2}');
    const { id } = await store.addStudy({ name, description });
    const configuration = { arm: name, values: JSON.parse('{"__proto__": 1}') };
    await store.addRuns(id, [{ configuration, seed: -Number.MAX_SAFE_INTEGER, stage: "__proto__" }]);
    const claim = (await store.claim({ worker: name, studies: [id] }))!;
    const metrics = JSON.parse('{"__proto__": 2}');
    claim.log([{ key: "__proto__", step: 0, value: 1, seconds: 0 }]);
    await claim.finish({ ...done, metrics });
    const [run] = await store.runs({ arms: [name] });
    expect(JSON.stringify([run!.configuration.values, run!.metrics, run!.seed, run!.stage])).toBe(
      '[{"__proto__":1},{"__proto__":2},-9007199254740991,"__proto__"]',
    );
    expect(JSON.stringify((await store.study(name))!.description)).toBe(JSON.stringify(description));
    expect(await store.keys([run!.id])).toEqual(["__proto__"]);
  });

  test("any number of processes may be the first to open it", async () => {
    const address = await fresh();
    const all = await Promise.all(Array.from({ length: 8 }, () => open(address)));
    const studies = await Promise.all(all.map((store) => withRuns(store)));
    expect(new Set(studies.map(({ id }) => id)).size).toBe(1);
    expect(await all[0]!.runs()).toHaveLength(4);
    const claims = await Promise.all(all.map((store, index) => store.claim({ worker: `w${index}` })));
    expect(new Set(claims.flatMap((claim) => claim?.run.id ?? [])).size).toBe(4);
    expect(claims.filter((claim) => claim !== undefined)).toHaveLength(4);
  });

  test("what one has written another reads, and finds again later", async () => {
    const address = await fresh();
    const [one, other] = await Promise.all([open(address), open(address)]);
    const study = await withRuns(one);
    const claim = (await one.claim({ worker: "w" }))!;
    claim.log(curve("loss", [1, 2]));
    await claim.finish(done);
    expect((await other.study(study.id))!.runs).toMatchObject({ queued: 3, done: 1 });
    expect(await valuesOf(other, claim.run.id, "loss")).toEqual([1, 2]);
    const third = await open(address);
    expect(await third.runs({ states: ["done"] })).toHaveLength(1);
  });
});
