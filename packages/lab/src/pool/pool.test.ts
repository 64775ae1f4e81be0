import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { type PoolEvent, runPool } from "./pool.ts";

type Task = { readonly do: string; readonly [option: string]: unknown };
type Progress = { readonly pid: number };
type Event = PoolEvent<Task, unknown, Progress>;

const script = new URL("fixtures/worker.mjs", import.meta.url);
const directory = mkdtempSync(join(tmpdir(), "glissade-pool-"));

afterAll(() => rmSync(directory, { recursive: true }));

/** Runs the tasks on real processes and hands back the outcomes with the events. */
async function run(
  tasks: readonly Task[],
  options: { workers?: number; signal?: AbortSignal; onEvent?(event: Event): void } = {},
) {
  const { workers = 1, signal, onEvent } = options;
  const events: Event[] = [];
  const outcomes = await runPool<Task, unknown, Progress>({
    tasks,
    workers,
    script,
    signal,
    onEvent(event) {
      events.push(event);
      onEvent?.(event);
    },
  });
  return { outcomes, events };
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

test("outcomes come in the order of the tasks, whoever finishes first", async () => {
  const tasks = [
    { do: "slow", value: "a", milliseconds: 300 },
    { do: "square", value: 2 },
    { do: "square", value: 3 },
  ];
  const { outcomes, events } = await run(tasks, { workers: 2 });
  expect(outcomes).toEqual([
    { index: 0, task: tasks[0], status: "done", result: "a" },
    { index: 1, task: tasks[1], status: "done", result: 4 },
    { index: 2, task: tasks[2], status: "done", result: 9 },
  ]);
  const finished = events.flatMap((event) => (event.type === "outcome" ? [event.outcome.index] : []));
  expect(finished.toSorted()).toEqual([0, 1, 2]);
});

test("a worker takes one task after another, and no worker outlives the pool", async () => {
  const { outcomes } = await run(Array.from({ length: 4 }, () => ({ do: "pid" })));
  const pids = outcomes.map((outcome) => outcome.status === "done" && (outcome.result as number));
  expect(new Set(pids).size).toBe(1);
  expect(isAlive(pids[0] as number)).toBe(false);
});

test("no tasks, no processes", async () => {
  expect(await run([], { workers: 2 })).toEqual({ outcomes: [], events: [] });
});

test("typed arrays and numbers that are no JSON cross unharmed", async () => {
  const [echo] = (await run([{ do: "echo", value: [new Float32Array([1, Number.NaN]), -0, 5n] }])).outcomes;
  expect(echo).toMatchObject({ status: "done", result: [new Float32Array([1, Number.NaN]), -0, 5n] });
});

test("whatever a worker prints is a log event, not the pool's own output", async () => {
  const { events } = await run([{ do: "print", text: "hello" }]);
  expect(events).toContainEqual({ type: "log", text: "hello\n" });
});

describe("an exception", () => {
  test("fails its task at once and leaves the worker to the next", async () => {
    const tasks = [
      { do: "throw", text: "sgd: no luck." },
      { do: "square", value: 3 },
    ];
    const { outcomes, events } = await run(tasks);
    expect(outcomes).toMatchObject([
      { status: "failed", error: "sgd: no luck." },
      { status: "done", result: 9 },
    ]);
    expect(events.map(({ type }) => type)).toEqual(["outcome", "outcome"]);
  });

  test("a result that cannot be sent is one too", async () => {
    const { outcomes } = await run([{ do: "unclonable" }]);
    expect(outcomes).toMatchObject([{ status: "failed", error: "() => {} could not be cloned." }]);
  });
});

describe("a crash", () => {
  test("is repeated once on a fresh worker", async () => {
    const tasks = [
      { do: "crashOnce", marker: join(directory, "marker"), value: 5 },
      { do: "square", value: 2 },
    ];
    const { outcomes, events } = await run(tasks);
    expect(outcomes).toMatchObject([
      { status: "done", result: 5 },
      { status: "done", result: 4 },
    ]);
    expect(events[0]).toEqual({ type: "repeat", index: 0, reason: "exit code 3" });
  });

  test.each([
    [{ do: "exit", code: 7 }, "the worker process ended 2 times: exit code 7, then exit code 7"],
    [{ do: "exit", code: 0 }, "the worker process ended 2 times: exit code 0, then exit code 0"],
    [{ do: "kill" }, "the worker process ended 2 times: signal SIGKILL, then signal SIGKILL"],
  ])("%j twice is a failure, and costs no other task", async (task, error) => {
    const { outcomes } = await run([task, { do: "square", value: 2 }]);
    expect(outcomes).toMatchObject([
      { status: "failed", error },
      { status: "done", result: 4 },
    ]);
  });

  test("kill -9 from outside loses only the current task, once", async () => {
    let kills = 0;
    const tasks = [
      { do: "slow", value: "a", milliseconds: 200 },
      { do: "square", value: 2 },
      { do: "square", value: 3 },
    ];
    const { outcomes, events } = await run(tasks, {
      workers: 2,
      onEvent(event) {
        if (event.type === "progress" && kills++ === 0) process.kill(event.progress.pid, "SIGKILL");
      },
    });
    expect(outcomes).toMatchObject([{ result: "a" }, { result: 4 }, { result: 9 }]);
    expect(events).toContainEqual({ type: "repeat", index: 0, reason: "signal SIGKILL" });
  });

  test("a script that does not load fails every task, with its words in the log", async () => {
    const missing = new URL("fixtures/missing.mjs", import.meta.url);
    const logs: string[] = [];
    const outcomes = await runPool({
      tasks: [1, 2],
      workers: 2,
      script: missing,
      onEvent: (event) => event.type === "log" && logs.push(event.text),
    });
    const error = "the worker process ended 2 times: exit code 1, then exit code 1";
    expect(outcomes).toMatchObject([
      { status: "failed", error },
      { status: "failed", error },
    ]);
    expect(logs.join("")).toContain("missing.mjs");
  });
});

describe("abort", () => {
  test("kills the workers at once and keeps what has finished", async () => {
    const controller = new AbortController();
    let pid = 0;
    const tasks = [
      { do: "square", value: 2 },
      { do: "slow", milliseconds: 1e9 },
      { do: "square", value: 3 },
    ];
    const { outcomes, events } = await run(tasks, {
      signal: controller.signal,
      onEvent(event) {
        if (event.type !== "progress") return;
        pid = event.progress.pid;
        controller.abort();
      },
    });
    expect(outcomes).toMatchObject([{ index: 0, result: 4 }]);
    expect(events.map(({ type }) => type)).toEqual(["outcome", "progress"]);
    expect(isAlive(pid)).toBe(false);
  });

  test("before the start nothing runs", async () => {
    const { outcomes } = await run([{ do: "square", value: 2 }], { signal: AbortSignal.abort() });
    expect(outcomes).toEqual([]);
  });
});

describe("signals", () => {
  test("a worker leaves Ctrl-C to its parent", async () => {
    const { outcomes } = await run([{ do: "slow", value: "a", milliseconds: 200 }], {
      onEvent: (event) => event.type === "progress" && process.kill(event.progress.pid, "SIGINT"),
    });
    expect(outcomes).toMatchObject([{ status: "done", result: "a" }]);
  });

  test("a worker ends when its parent is killed", async () => {
    const marker = join(directory, "exited");
    const fixture = fileURLToPath(new URL("fixtures/parent.mjs", import.meta.url));
    const parent = spawn(process.execPath, [fixture, marker], { stdio: ["ignore", "pipe", "inherit"] });
    await once(parent.stdout, "data");
    expect(existsSync(marker)).toBe(false);
    parent.kill("SIGKILL");
    await expect.poll(() => existsSync(marker), { timeout: 5000 }).toBe(true);
  });
});
