import { expect, onTestFinished, test, vi } from "vitest";
import { openStore } from "../store/open.ts";
import { secondsLeft } from "./time-left.ts";

const now = Date.parse("2026-11-27T12:00:00Z");
const iso = (seconds: number) => new Date(now + 1000 * seconds).toISOString();

/** A study of 100 steps, and what is said of the runs in hand. */
async function opened() {
  const store = await openStore(":memory:");
  onTestFinished(() => store.close());
  const description = { study: { metric: "loss" }, facts: { steps: 100 } };
  const { id } = await store.addStudy({ name: "s", description });
  const runOf = (seed: number) => ({ configuration: { arm: "a", values: {} }, seed, stage: "final" });
  const held = async () => store.runs({ study: id, states: ["running", "stale"] });
  const left = async () => secondsLeft(store, (await store.study(id))!, await held());
  return { store, id, runOf, left };
}

test("the runs in hand and in the queue, by what those took that have ended", async () => {
  const { store, id, runOf, left } = await opened();
  expect(await left()).toBeUndefined();
  const ending = { state: "done", step: 100, seconds: 5 } as const;
  await store.addEnded(id, { ...runOf(1), ending, points: [], started: iso(-30), finished: iso(-20) });
  await store.addRuns(id, [2, 3, 4].map(runOf));
  expect(await left()).toBeUndefined();
  const claims = [await store.claim({ worker: "v" }), await store.claim({ worker: "w" })];
  await claims[0]!.heartbeat(50);
  const started = Date.parse((await store.run(claims[0]!.run.id))!.started!);
  vi.spyOn(Date, "now").mockReturnValue(started);
  onTestFinished(() => void vi.restoreAllMocks());
  // 10 s of 150 steps; one run waits, one is half done, one has begun; two workers
  expect(await left()).toBeCloseTo(((10 / 150) * 100 * (1 + 0.5 + 1)) / 2, 6);
});

test("nothing is told before three seconds of training", async () => {
  const { store, id, runOf, left } = await opened();
  await store.addRuns(id, [1, 2].map(runOf));
  const claim = await store.claim({ worker: "w" });
  await claim!.heartbeat(50);
  const started = Date.parse((await store.run(claim!.run.id))!.started!);
  const clock = vi.spyOn(Date, "now").mockReturnValue(started + 2900);
  onTestFinished(() => clock.mockRestore());
  expect(await left()).toBeUndefined();
  clock.mockReturnValue(started + 4000);
  expect(await left()).toBeCloseTo(8 * 1.5, 6);
});
