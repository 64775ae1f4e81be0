/** @file Tests of `glissade compare` when processes are stopped or killed. */

import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { openStore } from "../packages/lab/src/store/open.ts";
import type { RunRecord, RunState } from "../packages/lab/src/store/store.ts";
import {
  childrenOf,
  entry,
  glissade,
  isAlive,
  makeDirectory,
  type Running,
  readResult,
  start,
  startGlissade,
  tinyStudy,
  writeStudy,
} from "./support/cli.ts";

/** Starts a study of many runs, and waits until the first of them has finished. */
async function startLongStudy(
  launch: (directory: string, ...args: readonly string[]) => Running = startGlissade,
): Promise<Running & { readonly directory: string }> {
  const directory = await makeDirectory();
  await writeStudy(directory, "long.json", { ...tinyStudy, name: "long", runs: 500, steps: 2000 });
  const args = ["--workers", "2", "--report", "r.html", "--json", "r.json"];
  const running = launch(directory, "compare", "long.json", ...args);
  await expect.poll(() => finishedRuns(directory), { timeout: 40_000 }).toBeGreaterThan(0);
  return { ...running, directory };
}

/** Runs of the store of a directory in a state. */
async function runsIn(directory: string, state: RunState): Promise<readonly RunRecord[]> {
  const file = join(directory, ".glissade/store.db");
  if (!existsSync(file)) return [];
  const store = await openStore(file);
  const runs = await store.runs({ states: [state] });
  await store.close();
  return runs;
}

const finishedRuns = async (directory: string): Promise<number> => (await runsIn(directory, "done")).length;

/** Kills a worker that holds a run, and has not been killed before. */
async function killWorker(directory: string, killed = new Set<number>()): Promise<boolean> {
  const held = (await runsIn(directory, "running")).map(({ worker }) => Number(worker!.split(" ").at(-1)));
  const next = held.find((pid) => !killed.has(pid));
  if (next === undefined) return false;
  killed.add(next);
  return process.kill(next, "SIGKILL");
}

/** What an interrupted study leaves: whole files, with the runs that had finished and no others. */
async function expectFinishedRuns(directory: string): Promise<void> {
  const { complete, arms } = await readResult(directory, "r.json");
  expect(complete).toBe(false);
  const runs = arms.flatMap((arm) => arm.runs);
  expect(runs.length).toBeGreaterThan(0);
  expect(runs.length).toBeLessThan(1000);
  expect(runs.every(({ status, steps }) => status === "done" && steps === 2000)).toBe(true);
}

// Only Linux tells of every process which ones it has started.
describe.skipIf(process.platform !== "linux")("processes (found on Linux alone)", () => {
  test.each(["SIGINT", "SIGTERM"] as const)(
    "%s keeps the finished runs, writes the report, and leaves no process behind",
    async (signal) => {
      const { directory, process: child, ended } = await startLongStudy();
      const workers = childrenOf(child);
      expect(workers).toHaveLength(2);
      child.kill(signal);
      const { code, out, err } = await ended;
      expect(code).toBe(130);
      expect(out).toContain(
        "\nWarning: The study was interrupted: these are only the runs that had finished.",
      );
      expect(err).toContain("\nRuns: .glissade/store.db (interrupted: the same command goes on)\n");
      await expectFinishedRuns(directory);
      expect(existsSync(join(directory, "r.html"))).toBe(true);
      expect(workers.filter(isAlive)).toEqual([]);
    },
  );

  test.each(["SIGINT", "SIGTERM"] as const)("%s has a worker of its own put its run back", async (signal) => {
    const { directory, process: child, ended } = await startLongStudy();
    child.kill("SIGTERM");
    await ended;
    const finished = (await runsIn(directory, "done")).length;
    const worker = startGlissade(directory, "worker");
    await expect.poll(() => runsIn(directory, "running"), { timeout: 40_000 }).toHaveLength(1);
    worker.process.kill(signal);
    const { code, err } = await worker.ended;
    expect({ code, err }).toMatchObject({ code: 0, err: expect.stringMatching(/\nrun \d+: released\n/) });
    expect(await runsIn(directory, "running")).toEqual([]);
    expect(await runsIn(directory, "failed")).toEqual([]);
    expect((await runsIn(directory, "done")).length).toBeGreaterThanOrEqual(finished);
  });

  test("a killed worker costs one repetition, and changes no number", async () => {
    const directory = await makeDirectory();
    const args = ["compare", "tiny.json", "--steps", "5000", "--workers", "1"];
    const { ended } = startGlissade(directory, ...args, "--json", "killed.json");
    await expect.poll(() => killWorker(directory), { timeout: 40_000 }).toBe(true);
    const { code, err } = await ended;
    expect(code).toBe(0);
    expect(err).toContain(
      "\nplain, run 1 of 2: the worker process ended (signal SIGKILL), and the run starts again\n",
    );
    await glissade(directory, ...args, "--json", "calm.json", "--store", "calm.db");
    const [killed, calm] = [
      await readResult(directory, "killed.json"),
      await readResult(directory, "calm.json"),
    ];
    expect(killed.complete).toBe(true);
    expect(killed.differences).toEqual(calm.differences);
  });

  test("a worker that is killed again and again fails its run, which is reported with code 1", async () => {
    const directory = await makeDirectory();
    const args = ["--steps", "5000", "--runs", "1", "--workers", "1", "--json", "r.json"];
    const { ended } = startGlissade(directory, "compare", "tiny.json", ...args);
    const killed = new Set<number>();
    const killNext = () => killWorker(directory, killed);
    for (let kills = 0; kills < 3; kills++) await expect.poll(killNext, { timeout: 40_000 }).toBe(true);
    const { code, err } = await ended;
    expect(code).toBe(1);
    const reason = "its worker process ended 3 times without a word";
    expect(err).toContain(`\nplain, run 1 of 1: failed: ${reason}\n`);
    const { complete, arms } = await readResult(directory, "r.json");
    expect(complete).toBe(true);
    expect(arms[0]!.runs[0]).toMatchObject({ status: "failed", test: {}, error: reason });
    expect(arms[1]!.runs[0]).toMatchObject({ status: "done", steps: 5000 });
  });
});

test("a machine on which run after run fails leaves the rest to others; --retry trains what failed", async () => {
  const directory = await makeDirectory();
  await writeFile(
    join(directory, "study.mjs"),
    `import { existsSync } from "node:fs";
export default {
  name: "device", runs: 5, steps: 3, metric: "loss",
  problem: () => ({
    ...{ name: "device", about: "needs a device", classes: [], better: { loss: "lower" }, hasValidation: false },
    async *train() {
      if (!existsSync("device")) throw new Error("the device is gone");
      yield { type: "done", step: 3, score: async () => ({ loss: 1 }) };
    },
  }),
  arms: [{ optimizer: "sgd(0.1)" }, { optimizer: "sgd(0.2)" }],
};`,
  );
  const run = ["run", "study.mjs", "--workers", "1"];
  const { code, err } = await glissade(directory, ...run);
  expect(code).toBe(1);
  expect(err).toContain("\na worker left because 3 runs in a row failed, the last: the device is gone\n");
  expect(err).toContain("(interrupted: the same command goes on; --retry trains failed runs again)\n");
  expect([(await runsIn(directory, "failed")).length, (await runsIn(directory, "queued")).length]).toEqual([
    3, 7,
  ]);
  await writeFile(join(directory, "device"), "");
  expect(await glissade(directory, ...run, "--retry")).toMatchObject({ code: 0 });
  expect(await runsIn(directory, "done")).toHaveLength(10);
});

const hasTerminal = existsSync("/usr/bin/script") && process.platform === "linux";

/** Starts `glissade` on a terminal of its own, whose keys are the standard input. */
function startOnTerminal(directory: string, ...args: readonly string[]): Running {
  const command = [process.execPath, entry, ...args].join(" ");
  return start(directory, ["/usr/bin/script", "-qefc", command, "/dev/null"]);
}

describe.skipIf(!hasTerminal)("a terminal (needs Linux's script)", () => {
  test("shows a bar for each arm; the keys Ctrl-C end the study and give the cursor back", async () => {
    const { directory, process: child, ended } = await startLongStudy(startOnTerminal);
    child.stdin!.write("\x03");
    const { code, out } = await ended;
    expect(code).toBe(130);
    expect(out).toMatch(/plain \[=*-+\] +\d+% +\d+\/500 runs/);
    expect(out).toMatch(/Adam {2}\[=*-+\] +\d+% +\d+\/500 runs/);
    expect(out.lastIndexOf("\x1b[?25h")).toBeGreaterThan(out.lastIndexOf("\x1b[?25l"));
    await expectFinishedRuns(directory);
  });
});
