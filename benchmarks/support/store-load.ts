/** @file What the benchmark of the store writes: 2000 runs of 500 points each. */

import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import type { Store } from "../../packages/lab/src/store/store.ts";

export const arms = ["sgd", "momentum", "adam", "lion"] as const;
export const runsPerArm = 500;
export const keys = [
  "train/loss",
  "train/accuracy",
  "validation/loss",
  "validation/accuracy",
  "rate",
] as const;
export const stepsOfRun = 100;
export const allPoints: number = arms.length * runsPerArm * keys.length * stepsOfRun;

const writers = 4;

/** What the dashboard reads of a study. */
const described = {
  study: { metric: "accuracy" },
  facts: {
    problem: "load",
    about: "made up",
    classes: [],
    better: { accuracy: "higher" },
    steps: stepsOfRun,
  },
};

/** Adds the study, and gives its id. */
export async function addLoad(store: Store): Promise<number> {
  const { id } = await store.addStudy({ name: "load", description: described });
  const runs = arms.flatMap((arm) =>
    Array.from({ length: runsPerArm }, (_, seed) => ({
      configuration: { arm, values: { rate: 0.1, batch: 64 } },
      ...{ seed, stage: "final" },
    })),
  );
  await store.addRuns(id, runs);
  return id;
}

/** Seconds that four processes take for all points, from the moment when all are ready. */
export async function writeLoad(address: string): Promise<number> {
  const script = new URL("store-writer.ts", import.meta.url);
  const children = Array.from({ length: writers }, (_, index) =>
    fork(script, [address, `writer ${index}`], { execArgv: ["--import", "jiti/register"] }),
  );
  await Promise.all(children.map((child) => once(child, "message")));
  const begin = performance.now();
  for (const child of children) child.send("go");
  await Promise.all(children.map(ended));
  return (performance.now() - begin) / 1000;
}

async function ended(child: ChildProcess): Promise<void> {
  const [code] = await once(child, "exit");
  if (code !== 0) throw new Error(`a writer ended with exit code ${code}`);
}

const longCurve = Array.from({ length: 50_000 }, (_, step) => ({
  ...{ key: keys[0], step, value: Math.sin(step / 100) + Math.sin(step), seconds: step / 1000 },
}));

/** Adds a run of 50 000 points that goes on, and gives its id. */
export async function addLive(store: Store, study: number): Promise<number> {
  await store.addRuns(study, [{ configuration: { arm: "sgd", values: {} }, seed: 0, stage: "final" }]);
  const claim = (await store.claim({ worker: "writer", studies: [study], leaseSeconds: 3600 }))!;
  claim.log(longCurve);
  await claim.checkpoint(longCurve.length, 50, new Uint8Array());
  return claim.run.id;
}

/** Adds a study of 20 runs with one curve of 50 000 points each, a million together, and gives its id. */
export async function addLongRuns(store: Store): Promise<number> {
  const { id } = await store.addStudy({ name: "long", description: described });
  const configuration = { arm: "adam", values: {} };
  const runs = Array.from({ length: 20 }, (_, seed) => ({ configuration, seed, stage: "final" }));
  await store.addRuns(id, runs);
  for (let claim = await claimOf(store, id); claim; claim = await claimOf(store, id)) {
    claim.log(longCurve);
    await claim.finish({ state: "done", step: longCurve.length, seconds: 50, metrics: { accuracy: 0.5 } });
  }
  return id;
}

const claimOf = (store: Store, study: number) => store.claim({ worker: "writer", studies: [study] });
