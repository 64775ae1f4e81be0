/**
 * @file The store under load, on SQLite and, where its programs are, PostgreSQL: points a second from four processes,
 * the time of questions about 2000 runs and a million points, and what logging adds to steps of a millisecond.
 */

import { setImmediate } from "node:timers/promises";
import { type Subject, subjects } from "../packages/lab/src/store/fixtures/subjects.ts";
import { openStore } from "../packages/lab/src/store/open.ts";
import type { Claim, Store } from "../packages/lab/src/store/store.ts";
import { addLoad, allPoints, keys, writeLoad } from "./support/store-load.ts";

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1]!;

/** The median of five times, in milliseconds. */
async function time(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < 5; round++) {
    const begin = performance.now();
    await work();
    times.push(performance.now() - begin);
  }
  return median(times);
}

async function ask(store: Store, study: number): Promise<void> {
  const ids = (await store.runs({ study })).map(({ id }) => id);
  const key = "train/loss";
  const questions: Readonly<Record<string, () => Promise<unknown>>> = {
    "all studies with their counts": () => store.studies(),
    "2000 runs": () => store.runs({ study }),
    "100 of 2000 runs": () => store.runs({ study, limit: 100, offset: 1000 }),
    "the 500 runs of an arm that are done": () => store.runs({ study, arms: ["adam"], states: ["done"] }),
    "the names of the curves of 2000 runs": () => store.keys(ids),
    "a curve of one run": () => store.curves({ runs: [ids[1000]!], key }),
    "a curve of 50 runs, 5 000 points": () => store.curves({ runs: ids.slice(500, 550), key }),
    "a curve of 500 runs, 50 000 points": () => store.curves({ runs: ids.slice(500, 1000), key }),
    "a curve of 2000 runs, 200 000 points": () => store.curves({ runs: ids, key }),
    "the same, 20 points of each": () => store.curves({ runs: ids, key, most: 20 }),
  };
  for (const [name, question] of Object.entries(questions)) {
    console.log(`  ${name}: ${(await time(question)).toFixed(0)} ms`);
  }
}

/** A million dependent roundings: about a millisecond, whatever else the machine does. */
function spin(rounds: number): number {
  let value = 0.5;
  for (let round = 0; round < rounds; round++) value = 3.9 * value * (1 - value);
  return value;
}

/** Milliseconds of processor per step that some steps take, with what they leave to be done. */
async function steps(rounds: number, count: number, claim?: Claim): Promise<number> {
  const begin = process.cpuUsage();
  for (let step = 1; step <= count; step++) {
    const value = spin(rounds);
    claim?.log(keys.slice(0, 1).map((key) => ({ key, step, value, seconds: step / 1000 })));
    await setImmediate();
  }
  await claim?.heartbeat();
  const { user, system } = process.cpuUsage(begin);
  return (user + system) / 1000 / count;
}

async function measureLogging(store: Store): Promise<void> {
  const { id } = await store.addStudy({ name: "logging", description: null });
  const configuration = { arm: "sgd", values: {} };
  await store.addRuns(id, [{ configuration, seed: 1, stage: "final" }]);
  const claim = (await store.claim({ worker: "logger", studies: [id], leaseSeconds: 3600 }))!;
  let rounds = 100_000;
  for (let round = 0; round < 4; round++) rounds = Math.round(rounds / (await steps(rounds, 200)));
  const shares: number[] = [];
  for (let round = 0; round < 5; round++) {
    const [without, withLog] = [await steps(rounds, 1500), await steps(rounds, 1500, claim)];
    shares.push(withLog / without - 1);
  }
  const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
  const [least, most] = [Math.min(...shares), Math.max(...shares)];
  console.log(
    `  logging a point a step of 1 ms adds ${percent(median(shares))} (${percent(least)} to ${percent(most)})`,
  );
  await claim.finish({ state: "done", step: 1500, seconds: 1 });
}

async function measure({ name, start, fresh }: Subject): Promise<void> {
  await start?.();
  const address = await fresh();
  const store = await openStore(address);
  console.log(name);
  const study = await addLoad(store);
  const seconds = await writeLoad(address);
  console.log(
    `  ${allPoints} points of 2000 runs from four processes in ${seconds.toFixed(1)} s, ${(allPoints / seconds).toFixed(0)} a second`,
  );
  await ask(store, study);
  await measureLogging(store);
  await store.close();
}

for (const subject of subjects()) {
  if (subject.lacking === undefined) await measure(subject).finally(() => subject.stop());
  else console.log(`${subject.name}: needs ${subject.lacking}`);
}
