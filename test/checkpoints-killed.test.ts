/** @file Training that is killed at any moment and resumed: the same bits at the end. */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { hostRandom } from "../packages/glissade/src/data/index.ts";

const script = fileURLToPath(new URL("support/killed-training.ts", import.meta.url));
const jiti = join(createRequire(import.meta.url).resolve("jiti/package.json"), "../lib/jiti-cli.mjs");

async function newDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "glissade-"));
  onTestFinished(() => rm(directory, { recursive: true }));
  return directory;
}

/** Where a process begins, and how it ends; it is killed once it has taken so many steps. */
interface Run {
  readonly start: string;
  /** Missing where it was killed. */
  readonly end: string | undefined;
}

async function run(directory: string, killAfter = Number.POSITIVE_INFINITY): Promise<Run> {
  const child = spawn(process.execPath, [jiti, script, directory], { stdio: ["ignore", "pipe", "pipe"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  const text = { out: "", err: "" };
  child.stderr.setEncoding("utf8").on("data", (part: string) => (text.err += part));
  child.stdout.setEncoding("utf8").on("data", (part: string) => {
    text.out += part;
    const [, steps = ""] = text.out.split("\n");
    if (steps.length >= killAfter) child.kill("SIGKILL");
  });
  await once(child, "close");
  expect(text.err).toBe("");
  const [start = "", , end] = text.out.trim().split("\n");
  return { start, end };
}

test("a training killed with SIGKILL again and again ends with the bits of one that was not", async () => {
  const [undisturbed, killed] = [await newDirectory(), await newDirectory()];
  const { end } = await run(undisturbed);
  expect(end).toMatch(/^end 420 [0-9a-f]{64}$/);
  const { integer } = hostRandom([0, 8]);
  const starts = new Set<string>();
  for (let kill = 0; kill < 8; kill++) {
    const one = await run(killed, 10 + integer(60));
    starts.add(one.start);
    // On a busy machine the signal may come when all is over.
    if (one.end) expect(one.end).toBe(end);
  }
  expect(starts.size).toBeGreaterThan(3);
  expect((await run(killed)).end).toBe(end);
  const names = ["step-000000418", "step-000000420"];
  expect(await readdir(killed)).toEqual(names);
  expect(await readdir(undisturbed)).toEqual(names);
}, 300_000);
