import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { batches, finish, fit, losses, nn, optim } from "glissade";
import { glyphs } from "glissade/data";
import { expect, onTestFinished, test } from "vitest";
import { readResult } from "../results/view.ts";
import { openStore } from "../store/open.ts";
import { work } from "../work/worker.ts";
import { histogramOf } from "./attach.ts";
import { record } from "./record.ts";

const { train, test: held } = glyphs({ train: 100, test: 50 });
const model = nn.sequential(nn.flatten(), nn.linear(10));
const events = (optimizer = optim.adam({ learningRate: 0.01 }) as optim.Optimizer) =>
  fit(model, {
    data: batches(train, { size: 50, seed: 1 }),
    ...{ validation: held, epochs: 2, diagnose: { every: 2 }, seed: 1 },
    ...{ loss: losses.softmaxCrossEntropy, optimizer },
  });

async function fresh() {
  const directory = await mkdtemp(join(tmpdir(), "glissade-record-"));
  const file = join(directory, "runs.db");
  onTestFinished(() => rm(directory, { recursive: true }));
  const open = async () => {
    const store = await openStore(file);
    onTestFinished(() => store.close());
    return store;
  };
  return { file, open };
}

test("keeps losses, validations, rates, diagnoses and what else is asked for, and changes nothing", async () => {
  const { file, open } = await fresh();
  const recorded = await finish(
    record(events(), {
      ...{ store: file, name: "one layer", config: { learningRate: 0.01 }, metric: "accuracy" },
      ...{ tags: ["try"], notes: "a first look" },
      also: ({ step, state }) => ({ twice: 2 * step, note: `at ${step}`, weights: state.params[1].weight }),
    }),
  );
  const plain = await finish(events());
  expect(recorded.history).toEqual(plain.history);
  const store = await open();
  const study = (await store.study("one layer"))!;
  const [run] = await store.runs({ study: study.id });
  expect(run).toMatchObject({ state: "done", step: 4, configuration: { arm: "learningRate=0.01" } });
  expect(run).toMatchObject({ tags: ["try"], notes: "a first look" });
  expect(run!.metrics["validation/accuracy"]).toBe(plain.validation!.accuracy);
  const curveOf = async (key: string) =>
    (await store.curves({ runs: [run!.id], key }))[0]!.points.map(({ step, value }) => [step, value]);
  expect((await curveOf("train/loss")).map(([step]) => step)).toEqual([1, 2, 3, 4]);
  expect(await curveOf("validation/loss")).toEqual(
    plain.history.map(({ step, validation }) => [step, validation!.loss]),
  );
  expect(await curveOf("twice")).toEqual([
    [2, 4],
    [4, 8],
  ]);
  expect((await curveOf("layers/1/gradient")).map(([step]) => step)).toEqual([1, 3]);
  const names = (await store.artifacts(run!.id)).map(({ name, type }) => [name, type]);
  expect(names).toContainEqual(["note 000000002.txt", "text/plain"]);
  expect(names).toContainEqual(["weights 000000004.json", "application/vnd.glissade.histogram+json"]);
});

test("trainings of one name are compared by their validation", async () => {
  const { file, open } = await fresh();
  for (let repeat = 0; repeat < 2; repeat++)
    await finish(record(events(), { store: file, name: "rates", config: { learningRate: 0.01 } }));
  const store = await open();
  const result = await readResult(store, (await store.study("rates"))!, { command: "" });
  expect(result).toMatchObject({ metric: "loss", complete: true });
  expect(result.arms.map(({ name, metrics }) => [name, metrics.loss!.final!.n])).toEqual([
    ["learningRate=0.01", 2],
  ]);
});

test("configs of one name are arms of one study, and pairs where they share seeds", async () => {
  const { file, open } = await fresh();
  const run = (learningRate: number, seed: number) =>
    finish(record(events(), { store: file, name: "rates", config: { learningRate }, seed, metric: "mse" }));
  for (const rate of [0.01, 0.1]) for (const seed of [1, 2]) await run(rate, seed);
  const store = await open();
  expect(await store.studies()).toHaveLength(1);
  const result = await readResult(store, (await store.study("rates"))!, { command: "", metric: "loss" });
  expect(result.arms.map(({ name, runs }) => [name, runs.length])).toEqual([
    ["learningRate=0.01", 2],
    ["learningRate=0.1", 2],
  ]);
  expect(result.differences[0]).toMatchObject({ design: "paired", n: 2 });
  expect(result.better).toMatchObject({ loss: "lower", mse: "lower" });
  await expect(run(0.1, 2)).rejects.toThrow(
    "record({ seed }): must be another for each training of a config, got 2 again for learningRate=0.1. Leave it out for one at random.",
  );
});

test("a training whose program died is failed by the next, and is not gone on with", async () => {
  const { file, open } = await fresh();
  const store = await open();
  await finish(record(events(), { store: file, name: "mine" }));
  const { id } = (await store.study("mine"))!;
  await store.addRuns(id, [{ configuration: { arm: "recorded", values: {} }, seed: 1, stage: "final" }]);
  await store.claim({ worker: "died", studies: [id], leaseSeconds: 0.01 });
  await setTimeout(50);
  await finish(record(events(), { store: file, name: "mine" }));
  expect((await store.runs()).map(({ state, attempt }) => [state, attempt])).toEqual([
    ["done", 1],
    ["failed", 2],
    ["done", 1],
  ]);
});

test("programs that record into one study at once, beside a worker, each keep their own run", async () => {
  const { file, open } = await fresh();
  const store = await open();
  const rates = [0.001, 0.01, 0.1, 1];
  const all = Promise.all(
    rates.map((learningRate) =>
      finish(record(events(), { store: file, name: "rates", config: { learningRate } })),
    ),
  );
  const isOver = () => Promise.race([all.then(() => true), setTimeout(1, false)]);
  while (!(await isOver())) expect(await store.claim({ worker: "other" })).toBeUndefined();
  expect((await store.runs()).map(({ state, attempt }) => [state, attempt])).toEqual(
    rates.map(() => ["done", 1]),
  );
});

test("a training that diverges, that throws, or that its program leaves, says so", async () => {
  const { file, open } = await fresh();
  for await (const _ of record(events(optim.sgd({ learningRate: 3e38 }) as optim.Optimizer), {
    store: file,
    name: "wild",
  }));
  for await (const event of record(events(), { store: file, name: "left" })) if (event.step === 2) break;
  const failing = async function* () {
    yield* events();
    throw new Error("the disk is full");
  };
  // Its end was written before.
  await expect(finish(record(failing(), { store: file, name: "ended" }))).resolves.toBeDefined();
  const store = await open();
  const runs = await store.runs();
  expect(runs.map(({ state, error }) => [state, error])).toEqual([
    ["diverged", null],
    ["failed", "its program left it at step 2"],
    ["done", null],
  ]);
});

test("a worker does not go on with a recorded training", async () => {
  const { file, open } = await fresh();
  await finish(record(events(), { store: file, name: "mine" }));
  const store = await open();
  const { id } = (await store.study("mine"))!;
  await store.addRuns(id, [{ configuration: { arm: "recorded", values: {} }, seed: 1, stage: "final" }]);
  expect(await work(store)).toMatchObject({ ended: 1, failed: 1 });
  expect((await store.runs({ states: ["failed"] }))[0]!.error).toBe(
    "mine: was recorded by a program, whose process has ended without a word. Start the program again.",
  );
});

test("unknown options and pictures that are none are errors", async () => {
  const { file } = await fresh();
  const run = (options: object) => finish(record(events(), options as never));
  expect(() => run({ store: file, nam: "x" })).toThrow(
    "record({ nam }): is not an option. The nearest is name (known: name, store, config, seed, tags, notes, metric, also).",
  );
  await expect(run({ store: file, name: "x", also: () => ({ a: new Uint8Array([1]) }) })).rejects.toThrow(
    "record({ also }): a: must be a PNG where it is bytes. Give texts and SVGs as strings.",
  );
});

test("histograms count every number once", () => {
  expect(histogramOf([0, 1, 1, Number.NaN])).toMatchObject({ low: 0, high: 1, notFinite: 1 });
  expect(histogramOf([0, 1, 1]).counts.reduce((a, b) => a + b)).toBe(3);
  expect(histogramOf([])).toMatchObject({ low: null, high: null, notFinite: 0 });
  expect(histogramOf([2, 2]).counts[0]).toBe(2);
});
