import { argmax, batches, initialState, optim, random, tensor, trainStep } from "glissade";
import type { Examples } from "glissade/data";
import { describe, expect, test } from "vitest";
import { toVector } from "../landscape/parameters.ts";
import { planLandscape } from "../landscape/plan.ts";
import { recordTrajectory } from "../landscape/trajectory.ts";
import { prepare } from "../run/plan.ts";
import { openStore } from "../store/open.ts";
import { FINAL, TUNING } from "../store/stages.ts";
import { buildModel, loadData, lossesByName, type StudyModel, type StudyParams } from "../study/dense.ts";
import { openProblem } from "../study/open-problem.ts";
import { validateStudy } from "../study/validate.ts";
import { trainRun } from "./train-run.ts";
import { work } from "./worker.ts";

const arms = ["sgd(0.5, momentum=0.9)", "scheduleFreeSgd(2)", "scheduleFreeAdamw(0.05)"];
const study = validateStudy(
  {
    name: "points",
    data: "glyphs",
    size: 7,
    model: { layers: [8] },
    batch: { size: 32 },
    steps: 20,
    arms: arms.map((optimizer) => ({ optimizer })),
  },
  "points",
);
const dataset = await loadData(study);
const plan = await planLandscape({ ...study, arms: study.arms });
const steps = 20;
const model = buildModel(study, dataset.classes.length);
const ignore = () => undefined;

/** A loop by hand, with the point that is trained and the one that the optimizer evaluates. */
async function train(arm: number, seed: number) {
  const { optimizer } = optim.parse(arms[arm]!);
  const training = { model, loss: lossesByName[study.loss], optimizer };
  const data = batches(dataset.train, { ...study.batch, seed });
  const step = trainStep(training);
  let state = await initialState(training, random.key(seed), data(0).next().value!.x);
  for (const batch of data(0)) {
    [state] = await step(state, batch);
    if (state.step === steps) break;
  }
  const evaluated = optimizer.evaluationPoint?.(state.params, state.optimizer) as StudyParams | undefined;
  return { trained: state.params, evaluated: evaluated ?? state.params };
}

interface Changes {
  readonly changes?: Partial<typeof study>;
  readonly stage?: string;
}

/** A run as a worker trains it, with its store. */
async function runByWorker(arm: number, seed: number, { changes, stage = FINAL }: Changes = {}) {
  const store = await openStore(":memory:");
  const { described, runs } = await prepare({ ...study, steps, ...changes }, {});
  const { id } = await store.addStudy(described);
  await store.addRuns(id, [{ ...runs[arm]!, seed, stage }]);
  expect(await work(store)).toEqual({ ended: 1, failed: 0 });
  const [run] = await store.runs();
  await store.close();
  return run!;
}

/** Counts by true and predicted class, in plain loops. */
async function confusionOf(
  params: StudyParams,
  { inputs, labels, shape, size }: Examples,
  network: StudyModel,
) {
  const guesses = await argmax(network.apply(params, tensor(inputs, { shape: [size, ...shape] }))).data();
  const counts = dataset.classes.map(() => dataset.classes.map(() => 0));
  for (const [index, label] of labels.entries()) counts[label]![Number(guesses[index])]!++;
  return counts;
}

test("a trial has numbers of its validation and none of the test data", async () => {
  const { metrics, extra } = await runByWorker(0, 7, { changes: { validation: 0.2 }, stage: TUNING });
  const final = await runByWorker(0, 7, { changes: { validation: 0.2 } });
  const isOfTest = ([key]: readonly [string, unknown]) => key.startsWith("test/");
  expect(Object.entries(metrics).filter(isOfTest)).toEqual([]);
  expect(extra).toBeNull();
  expect(metrics).toEqual(
    Object.fromEntries(Object.entries(final.metrics).filter((entry) => !isOfTest(entry))),
  );
  expect(metrics).toHaveProperty(["validation/accuracy"]);
});

test("a run that ends by its seconds is validated where it ends", async () => {
  const changes = { validation: 0.2, evaluations: 1, seconds: 1e-9 };
  const { step, metrics } = await runByWorker(0, 7, { changes, stage: TUNING });
  expect(step).toBe(2); // the clock runs from the first step on
  expect(metrics).toHaveProperty(["validation/accuracy"]);
});

test("a run leaves at any step, and goes on as if it had not", async () => {
  const [long, seed] = [500, 7];
  const problem = await openProblem(study);
  const { optimizer } = optim.parse(arms[0]!);
  const { described, runs } = await prepare({ ...study, steps: long }, {});
  const store = await openStore(":memory:");
  const { id } = await store.addStudy(described);
  await store.addRuns(id, [
    { ...runs[0]!, seed },
    { ...runs[1]!, seed },
  ]);
  const train = async (leave?: number) => {
    const stop = new AbortController();
    const claim = (await store.claim({ worker: "w" }))!;
    const onStep = (step: number) => step === leave && stop.abort();
    const options = { study, problem, optimizer, steps: long, signal: stop.signal, onStep };
    const ending = await trainRun(claim, options);
    if (ending) await claim.finish(ending);
    else await claim.release();
    return { id: claim.run.id, ending };
  };
  const { id: left, ending: none } = await train(7);
  expect(none).toBeUndefined();
  expect(await store.run(left)).toMatchObject({ step: 7, state: "queued", crashes: 0 });
  const all = [await train(), await train()];
  const [again, whole] = all[0]!.id === left ? all : all.toReversed();
  expect(again!.ending!.metrics).toEqual(whole!.ending!.metrics);
  const lossesOf = async (run: number) => {
    const [curve] = await store.curves({ runs: [run], key: "train/loss" });
    return curve!.points.map(({ step, value }) => [step, value]);
  };
  expect(await lossesOf(again!.id)).toEqual(await lossesOf(whole!.id));
  await store.close();
});

test("a worker looks for work a while before it leaves", async () => {
  const { described, runs } = await prepare({ ...study, steps }, {});
  const store = await openStore(":memory:");
  const { id } = await store.addStudy(described);
  await store.addRuns(id, runs.slice(0, 1));
  const working = work(store, {
    waitSeconds: 5,
    onEvent: ({ type }) => void (type === "ended" && store.addRuns(id, runs.slice(0, 2))),
  });
  expect(await working).toEqual({ ended: 2, failed: 0 });
  const stop = new AbortController();
  const waiting = work(store, { waitSeconds: 600, signal: stop.signal });
  stop.abort();
  expect(await waiting).toMatchObject({ ended: 0, reason: "it was told to stop" });
  await store.close();
});

describe.each(arms.map((optimizer, arm) => ({ optimizer, arm })))("$optimizer", ({ optimizer, arm }) => {
  const hasOwnPoint = optimizer.startsWith("schedule");

  test("is compared at its evaluation point", async () => {
    const { trained, evaluated } = await train(arm, 7);
    const result = await runByWorker(arm, 7);
    const confusion = await confusionOf(evaluated, dataset.test, model);
    expect(result).toMatchObject({ state: "done", step: 20, extra: { confusion } });
    const right = confusion.reduce((sum, row, label) => sum + row[label]!, 0);
    expect(result.metrics["test/accuracy"]).toBeCloseTo(right / dataset.test.size, 14);
    const differs = expect(await confusionOf(trained, dataset.test, model));
    if (hasOwnPoint) differs.not.toEqual(confusion);
    else differs.toEqual(confusion);
  });

  test("has its landscape around its evaluation point", async () => {
    const { trained, evaluated } = await train(arm, 7);
    const { params, points } = await recordTrajectory({ ...plan, seed: 7 }, arm, ignore);
    const [expected, other] = [await toVector(evaluated), await toVector(trained)];
    expect(points.at(-1)).toEqual(expected);
    expect(await toVector(params)).toEqual(expected);
    if (hasOwnPoint) expect(points.at(-1)).not.toEqual(other);
  });
});
