/** @file The examples in the help of every command, executed. */

import { existsSync } from "node:fs";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { encodeNpy } from "../packages/glissade/src/data/index.ts";
import { entry, glissade, makeDirectory, start } from "./support/cli.ts";

const readers = [
  "report",
  "list",
  "show",
  "status",
  "rerun",
  "rm",
  "worker",
  "submit",
  "annotate",
  "serve",
  "export",
  "import",
] as const;
const trainers = ["compare", "run", "sweep"] as const;
const others = ["landscape", "minimize", "stats"] as const;
const commands = [...trainers, ...readers, ...others];

test("names every command", async () => {
  const { code, out, err } = await glissade(await makeDirectory(), "--help");
  expect({ code, err }).toEqual({ code: 0, err: "" });
  expect([...out.matchAll(/^ {2}(\w+) .*\[options\]/gm)].map(([, name]) => name)).toEqual(commands);
});

test("without a command it is an error", async () => {
  const { code, out, err } = await glissade(await makeDirectory());
  expect({ code, out }).toEqual({ code: 2, out: "" });
  expect(err).toMatch(/^Usage: glissade /);
});

/** The commands below "Examples:", continued lines joined. */
function examplesIn(help: string): readonly string[] {
  const [, text = ""] = help.split("\nExamples:\n");
  return text
    .replaceAll(/\\\n\s*/g, "")
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
}

/** A directory that has the files which the examples name. */
async function makeExampleDirectory(): Promise<string> {
  const directory = await makeDirectory();
  const at = (name: string) => join(directory, name);
  await mkdir(at("path/to"), { recursive: true });
  await rename(at("shapes"), at("path/to/fashion-mnist"));
  await rename(at("tiny.json"), at("study.json"));
  for (const [index, name] of ["a", "b", "with_momentum", "without_momentum"].entries()) {
    const data = Float64Array.from({ length: 6 }, (_, i) => Math.sin(7 * i + index));
    await writeFile(at(`${name}.npy`), encodeNpy({ dtype: "float64", shape: [6], data }));
  }
  await mkdir(at("logs"));
  for (const name of ["adam-1", "sgd-1"]) await writeFile(at(`logs/${name}.csv`), "epoch,val_acc\n1,0.5\n");
  return directory;
}

const hasJq = existsSync("/usr/bin/jq");

/** The example as a line for the shell: few and short runs, on data that is there. */
function toLine(example: string): string {
  return (
    example
      .replace(/^glissade/, `"${process.execPath}" "${entry}"`)
      // it ends by Ctrl-C alone; in the background of a shell the signal would come twice
      .replace(/^.* serve\b/, "timeout --foreground --preserve-status -s INT 8 $&")
      .replace(/ \| jq .*/, hasJq ? "$&" : "")
      .replace(/ (?:compare|run|sweep) \S+/, "$& --steps 3 --runs 1")
      .replace(/landscape \S+/, "$& --steps 3 --grid 3")
      .replace("study.json", "study.json --data path/to/fashion-mnist")
  );
}

interface Filled {
  readonly store: Uint8Array;
  /** The same, exported. */
  readonly lines: Uint8Array;
}

/** A store with two runs of each arm of two studies; the directory is one of the examples. */
async function fill(directory: string): Promise<Filled> {
  for (const study of ["quickstart", "quadratic-deep"]) {
    const line = toLine(`glissade run ${study}`).replace("--runs 1", "--runs 2");
    expect(await start(directory, ["/bin/sh", "-c", line]).ended).toMatchObject({ code: 0 });
  }
  const copy = ["export", "quickstart", "--format", "jsonl", "--out", "quickstart.jsonl"];
  expect(await glissade(directory, ...copy)).toMatchObject({ code: 0 });
  const [store, lines] = [".glissade/store.db", "quickstart.jsonl"].map((name) =>
    readFile(join(directory, name)),
  );
  return { store: await store!, lines: await lines! };
}

let filled: Promise<Filled> | undefined;

/** Puts the stores that the examples read into a directory; they are filled once. */
async function copyStores(directory: string): Promise<void> {
  filled ??= fill(directory);
  const { store, lines } = await filled;
  await mkdir(join(directory, ".glissade"), { recursive: true });
  for (const name of [".glissade/store.db", "results.db"]) await writeFile(join(directory, name), store);
  await writeFile(join(directory, "quickstart.jsonl"), lines);
}

describe.skipIf(process.platform === "win32").each(commands)("glissade %s --help (needs sh)", (command) => {
  test("has examples, and they run", async () => {
    const directory = await makeExampleDirectory();
    if ([...readers, "stats"].some((name) => name === command)) await copyStores(directory);
    const { code, out } = await glissade(directory, command, "--help");
    expect(code).toBe(0);
    const lines = examplesIn(out);
    expect(lines.length).toBeGreaterThan(1);
    for (const line of lines) {
      const ended = await start(directory, ["/bin/sh", "-c", toLine(line)]).ended;
      const shown = ended.out + ended.err;
      expect({ line, ...ended, shown }).toMatchObject({ line, code: 0, shown: expect.stringMatching(/\w/) });
    }
  }, 120_000);
});
