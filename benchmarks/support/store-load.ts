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

/** Adds the study, and gives its id. */
export async function addLoad(store: Store): Promise<number> {
  const { id } = await store.addStudy({ name: "load", description: null });
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
