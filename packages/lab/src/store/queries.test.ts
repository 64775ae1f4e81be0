import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { curve, newRun, valuesOf } from "./fixtures/runs.ts";
import { subjects } from "./fixtures/subjects.ts";
import { openStore } from "./open.ts";
import type { Claim, Configuration, RunFilter, Store } from "./store.ts";

const finals = [0.5, Number.NaN, 0.25, Number.POSITIVE_INFINITY, -1];

describe.each(subjects())("questions to a store in $name", ({ lacking, start, fresh, stop }) => {
  if (lacking !== undefined) return test.skip(`needs ${lacking}`, () => undefined);
  beforeAll(async () => start?.());
  afterAll(() => stop());

  async function opened(seeds: readonly number[] = [1, 2, 3, 4, 5, 6]) {
    const store = await openStore(await fresh());
    onTestFinished(() => store.close());
    const { id } = await store.addStudy({ name: "s", description: {} });
    await store.addRuns(
      id,
      seeds.map((seed) => newRun(seed % 2 ? "sgd" : "Adam_1", seed)),
    );
    return { store, study: id };
  }
  const claimed = async (store: Store): Promise<Claim> => (await store.claim({ worker: "w" }))!;

  async function finished() {
    const { store, study } = await opened();
    for (const value of finals)
      await (await claimed(store)).finish({
        state: "done",
        ...{ step: 1, seconds: 1, metrics: { 'test/"loss"': value } },
      });
    const seeds = async (filter: RunFilter) =>
      (await store.runs({ study, ...filter })).map(({ seed }) => seed);
    return { store, study, seeds };
  }

  test("runs come in the order of a column or a final number, those without one last", async () => {
    const { seeds } = await finished();
    const metric = 'test/"loss"';
    expect(await seeds({ order: { number: { metric } } })).toEqual([5, 3, 1, 4, 2, 6]);
    expect(await seeds({ order: { number: { metric }, isDown: true } })).toEqual([4, 1, 3, 5, 2, 6]);
    expect(await seeds({ order: { number: { metric: "none" } } })).toEqual([1, 2, 3, 4, 5, 6]);
    expect(await seeds({ order: { column: "seed", isDown: true }, limit: 2, offset: 1 })).toEqual([5, 4]);
    expect(await seeds({ order: { column: "state", isDown: true } })).toEqual([6, 1, 2, 3, 4, 5]);
    expect(await seeds({ order: { isDown: true }, limit: 1 })).toEqual([6]);
    await expect(seeds({ order: { column: "size" as "run" } })).rejects.toThrow(
      'runs({ order }): must be one of run, arm, seed, stage, state, step, seconds, attempt, got "size".',
    );
  });

  test("letters find runs by what lists show, and no letter is a pattern", async () => {
    const { store, study, seeds } = await finished();
    expect(await seeds({ find: "adam" })).toEqual([2, 4, 6]);
    expect(await seeds({ find: "M_1" })).toEqual([2, 4, 6]);
    expect(await seeds({ find: "g_d" })).toEqual([]);
    expect(await seeds({ find: "%" })).toEqual([]);
    expect(await seeds({ find: "\\" })).toEqual([]);
    expect(await seeds({ find: "sgd(0.1)", order: { column: "seed", isDown: true } })).toEqual([5, 3, 1]);
    const { id } = (await store.runs({ study }))[3]!;
    await store.annotateRun(id, { tags: ["odd"], notes: "look again" });
    expect(await seeds({ find: "LOOK" })).toEqual([4]);
    expect(await store.countRuns({ study, find: "adam", limit: 1 })).toBe(3);
    expect(await store.countRuns()).toBe(6);
  });

  test("searched values are found as they are shown", async () => {
    const { store, study, seeds } = await finished();
    const searched: readonly Configuration["values"][] = [
      { optimizer: "sgd", learningRate: 0.25, momentum: 0.9 },
      { learningRate: 1e-7, optimizer: "sgd", decay: 0.1 + 0.2 },
      { 'a "b"': ["c", null], schedule: 'co"sine', nesterov: true, decay: null },
    ];
    const configurations = searched.map((values) => ({ arm: "searched", values }));
    await store.addRuns(
      study,
      configurations.map((configuration, index) => ({ configuration, seed: 11 + index, stage: "tune" })),
    );
    expect(await seeds({ find: "learningRate=0.25 momentum=0.9" })).toEqual([11]);
    expect(await seeds({ find: "RATE=1e-7 decay=0.30000000000000004" })).toEqual([12]);
    expect(await seeds({ find: 'a "b"=["c",null] schedule=co"sine nesterov=true decay=null' })).toEqual([13]);
    expect(await seeds({ find: "optimizer=" })).toEqual([]);
  });

  test("a final number of each run is read without the rest", async () => {
    const { store, study } = await finished();
    const scores = await store.scores({ study, states: ["done"] }, { metric: 'test/"loss"' });
    expect(scores.map(({ value }) => value)).toEqual(finals);
    const { id } = (await store.runs({ study, states: ["queued"] }))[0]!;
    expect(await store.scores({ states: ["queued"] }, { metric: 'test/"loss"' })).toEqual([
      { id, arm: "Adam_1", stage: "final", state: "queued", value: null },
    ]);
  });

  test("runs of a stage can have another final number, to be read and sorted by", async () => {
    const { store, study } = await opened([1]);
    await store.addRuns(study, [newRun("sgd", 2, "tune"), newRun("sgd", 3, "tune")]);
    for (const [loss, chosen] of [
      [2, 9],
      [8, 3],
      [0, 1],
    ] as const)
      await (await claimed(store)).finish({
        state: "done",
        ...{ step: 1, seconds: 1, metrics: { "test/loss": loss, "validation/loss": chosen } },
      });
    const number = { metric: "test/loss", ofStage: { tune: "validation/loss" } };
    const scores = await store.scores({ study, order: { number } }, number);
    expect(scores.map(({ value }) => value)).toEqual([1, 2, 3]);
  });

  test("a long curve has an outline from its run's end until the run is taken up again", async () => {
    const { store } = await opened([1]);
    const values = Array.from({ length: 5000 }, (_, step) => (step === 2222 ? 99 : Math.sin(step)));
    const first = await claimed(store);
    first.log(curve("loss", values));
    await first.finish({ state: "failed", step: 5000, seconds: 1 });
    const { id } = first.run;
    const read = async () => (await store.curves({ runs: [id], key: "loss", most: 100 }))[0]!;
    const outlined = await read();
    expect(outlined.points).toHaveLength(100);
    expect(outlined).toMatchObject({ downsampled: true, points: { 0: { step: 1 }, 99: { step: 5000 } } });
    expect(outlined.points.some(({ value }) => value === 99)).toBe(true);
    expect(await valuesOf(store, id, "loss")).toEqual(values);
    expect(await store.keys([id])).toEqual(["loss"]);

    await store.retry({});
    const second = await claimed(store);
    await second.resume();
    expect(await store.keys([id])).toEqual([]);
    expect(await read()).toEqual({ run: id, points: [], downsampled: false });
    second.log(curve("other", [1, Number.NaN]));
    await second.finish({ state: "done", step: 2, seconds: 1 });
    expect(await store.keys([id])).toEqual(["other"]);
    const [other] = await store.curves({ runs: [id], key: "other", most: 100 });
    expect(other).toEqual({
      run: id,
      downsampled: false,
      points: curve("", [1, Number.NaN]).map(({ key: _, ...at }) => at),
    });
  });
});
