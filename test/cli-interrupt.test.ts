/** @file Tests of `glissade compare` when processes are stopped or killed. */

import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
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
  const running = launch(directory, "compare", "long.json", "--workers", "2", "--report", "r.html");
  await expect.poll(() => existsSync(join(directory, ".glissade/long.json")), { timeout: 20_000 }).toBe(true);
  return { ...running, directory };
}

/** What an interrupted study leaves: whole files, with the runs that had finished and no others. */
async function expectFinishedRuns(directory: string): Promise<void> {
  const { complete, arms } = await readResult(directory, ".glissade/long.json");
  expect(complete).toBe(false);
  const runs = arms.flatMap((arm) => arm.runs);
  expect(runs.length).toBeGreaterThan(0);
  expect(runs.length).toBeLessThan(1000);
  expect(runs.every(({ status, steps }) => status === "done" && steps === 2000)).toBe(true);
}

// Only Linux tells of every process which ones it has started.
describe.skipIf(process.platform !== "linux")("processes (found on Linux alone)", () => {
  test("Ctrl-C keeps the finished runs, writes the report, and leaves no process behind", async () => {
    const { directory, process: child, ended } = await startLongStudy();
    const workers = childrenOf(child);
    expect(workers).toHaveLength(2);
    child.kill("SIGINT");
    const { code, out, err } = await ended;
    expect(code).toBe(130);
    expect(out).toContain("\nWarning: The study was interrupted: these are only the runs that had finished.");
    expect(err).toContain("\nResult: .glissade/long.json (interrupted: only the runs that had finished)\n");
    await expectFinishedRuns(directory);
    expect(existsSync(join(directory, "r.html"))).toBe(true);
    expect(workers.filter(isAlive)).toEqual([]);
  });

  test("a killed worker costs one repetition, and changes no number", async () => {
    const directory = await makeDirectory();
    const args = ["compare", "tiny.json", "--steps", "500", "--workers", "1", "--json"];
    const { process: child, ended } = startGlissade(directory, ...args, "killed.json");
    await expect.poll(() => childrenOf(child), { timeout: 10_000 }).toHaveLength(1);
    process.kill(childrenOf(child)[0]!, "SIGKILL");
    const { code, err } = await ended;
    expect(code).toBe(0);
    expect(err).toContain(
      "\nplain, run 1 of 2: the worker process ended (signal SIGKILL), and the run starts again\n",
    );
    await glissade(directory, ...args, "calm.json");
    const [killed, calm] = [
      await readResult(directory, "killed.json"),
      await readResult(directory, "calm.json"),
    ];
    expect(killed.complete).toBe(true);
    expect(killed.tests).toEqual(calm.tests);
  });

  test("a worker that is killed again and again fails its run, which is reported with code 1", async () => {
    const directory = await makeDirectory();
    const args = ["--steps", "500", "--runs", "1", "--workers", "1"];
    const { process: child, ended } = startGlissade(directory, "compare", "tiny.json", ...args);
    const killed = new Set<number>();
    const killNext = () => {
      const next = childrenOf(child).find((pid) => !killed.has(pid));
      if (next === undefined) return false;
      killed.add(next);
      return process.kill(next, "SIGKILL");
    };
    for (let kills = 0; kills < 2; kills++) await expect.poll(killNext, { timeout: 10_000 }).toBe(true);
    const { code, err } = await ended;
    expect(code).toBe(1);
    const reason = "the worker process ended 2 times: signal SIGKILL, then signal SIGKILL";
    expect(err).toContain(`\nplain, run 1 of 1: failed: ${reason}\n`);
    const { complete, arms } = await readResult(directory, ".glissade/tiny.json");
    expect(complete).toBe(true);
    expect(arms[0]!.runs[0]).toMatchObject({ status: "failed", steps: 0, mcc: null, error: reason });
    expect(arms[1]!.runs[0]).toMatchObject({ status: "done", steps: 500 });
  });
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
