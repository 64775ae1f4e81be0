/** @file Training that is killed at any moment ends with the same bits. */

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

/** The lines that a process prints before it ends, or is killed so many milliseconds after the first. */
async function run(directory: string, killAfter?: number): Promise<readonly string[]> {
  const child = spawn(process.execPath, [jiti, script, directory], { stdio: ["ignore", "pipe", "pipe"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  const text = { out: "", err: "" };
  child.stderr.setEncoding("utf8").on("data", (part: string) => (text.err += part));
  child.stdout.setEncoding("utf8").on("data", (part: string) => {
    if (text.out === "" && killAfter !== undefined) setTimeout(() => child.kill("SIGKILL"), killAfter);
    text.out += part;
  });
  await once(child, "close");
  expect(text.err).toBe("");
  return text.out.trim().split("\n");
}

test("a training killed with SIGKILL again and again ends with the bits of one that was not", async () => {
  const [undisturbed, killed] = [await newDirectory(), await newDirectory()];
  const [, end] = await run(undisturbed);
  expect(end).toMatch(/^end 420 [0-9a-f]{64}$/);
  const { uniform } = hostRandom([0, 8]);
  const starts = new Set<string>();
  for (let kill = 0; kill < 8; kill++) {
    const [start, finished] = await run(killed, 20 + 400 * uniform());
    starts.add(start!);
    if (finished) expect(finished).toBe(end);
  }
  expect(starts.size).toBeGreaterThan(3);
  expect((await run(killed)).at(-1)).toBe(end);
  const names = ["step-000000418", "step-000000420"];
  expect(await readdir(killed)).toEqual(names);
  expect(await readdir(undisturbed)).toEqual(names);
}, 300_000);
