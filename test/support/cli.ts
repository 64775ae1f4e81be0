/** @file The built command line as its users meet it: real processes in directories of their own. */

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import { encodeNpy, glyphs } from "../../packages/glissade/src/data/index.ts";
import type { StudyResult } from "../../packages/lab/src/results/result.ts";
import type { StudyInput } from "../../packages/lab/src/study/study.ts";

/** The entry that `npx glissade` starts. */
export const entry = fileURLToPath(new URL("../../packages/lab/bin/glissade.js", import.meta.url));

/** How a process ended, and what it printed. */
export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface Running {
  readonly process: ChildProcess;
  readonly ended: Promise<Ended>;
}

/** Starts a command in a directory; it is killed with the test that it belongs to. */
export function start(directory: string, command: readonly [string, ...string[]]): Running {
  const [file, ...args] = command;
  const child = spawn(file, args, { cwd: directory, stdio: ["pipe", "pipe", "pipe"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  const texts = { out: "", err: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => (texts.out += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (texts.err += text));
  return { process: child, ended: once(child, "close").then(([code]) => ({ code, ...texts })) };
}

/** Starts `glissade`. */
export const startGlissade = (directory: string, ...args: readonly string[]): Running =>
  start(directory, [process.execPath, entry, ...args]);

/** Runs `glissade` to its end. */
export const glissade = (directory: string, ...args: readonly string[]): Promise<Ended> =>
  startGlissade(directory, ...args).ended;

/** A study that takes no time, on the data of `makeDirectory`. */
export const tinyStudy = {
  name: "tiny",
  data: "shapes",
  model: { layers: [16] },
  batch: { size: 32 },
  steps: 30,
  runs: 2,
  arms: [
    { name: "plain", optimizer: "sgd(0.1)" },
    { name: "Adam", optimizer: "adam(0.01)" },
  ],
} as const satisfies StudyInput;

/** A directory for one test, with `tiny.json` and its data: 240 glyphs to train on, 60 to test on. */
export async function makeDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "glissade-cli-"));
  onTestFinished(() => rm(directory, { recursive: true }));
  await writeImages(join(directory, "shapes"));
  await writeStudy(directory, "tiny.json", tinyStudy);
  return directory;
}

export const writeStudy = (directory: string, name: string, study: object): Promise<void> =>
  writeFile(join(directory, name), JSON.stringify(study));

/** Writes `images.npy` and `labels.npy` of 300 glyphs. */
async function writeImages(directory: string): Promise<void> {
  const { inputs: images, labels, shape, size } = glyphs({ train: 300, test: 1 }).train;
  await mkdir(directory);
  const save = (name: string, array: Parameters<typeof encodeNpy>[0]) =>
    writeFile(join(directory, name), encodeNpy(array));
  await save("images.npy", { dtype: "float32", shape: [size, ...shape], data: new Float32Array(images) });
  await save("labels.npy", { dtype: "int32", shape: [size], data: new Int32Array(labels) });
}

export async function readResult(directory: string, file: string): Promise<StudyResult> {
  return JSON.parse(await readFile(join(directory, file), "utf8"));
}

/** Processes that a process has started; known on Linux alone. */
export function childrenOf({ pid }: ChildProcess): readonly number[] {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8");
  return text.split(" ").filter(Boolean).map(Number);
}

/** Whether a process of this number exists. */
export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
