/** @file Runs into and out of stores by the command line, and the walk-through of docs/export-and-import.md. */

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { openStore } from "../packages/lab/src/store/open.ts";
import { entry, glissade, makeDirectory, start } from "./support/cli.ts";

const page = readFileSync(fileURLToPath(new URL("../docs/export-and-import.md", import.meta.url)), "utf8");
const block = (words: string): string => page.split(`\`\`\`${words}\n`)[1]!.split("\n```")[0]!;

async function printed(directory: string, ...args: readonly string[]): Promise<string> {
  const { code, out, err } = await glissade(directory, ...args);
  expect({ code, err }).toMatchObject({ code: 0, err: expect.not.stringMatching(/error/i) });
  return out;
}

/** The commands of a block, one after another. */
async function runAll(directory: string, commands: string): Promise<Map<string, string>> {
  const printedBy = new Map<string, string>();
  for (const [, line] of commands.matchAll(/^npx glissade (.*?)(?: +#.*)?$/gm)) {
    const { code, out, err } = await start(directory, [
      "/bin/sh",
      "-c",
      `"${process.execPath}" "${entry}" ${line}`,
    ]).ended;
    expect({ line, code, err }).toMatchObject({ line, code: 0 });
    printedBy.set(line!.trim(), out);
  }
  return printedBy;
}

function lacksTorch(): boolean {
  try {
    execFileSync("/usr/bin/python3", ["-c", "import torch, sklearn.datasets"], { stdio: "ignore" });
    return false;
  } catch {
    return true;
  }
}

test.skipIf(lacksTorch())(
  "the walk-through from PyTorch to statistics (needs PyTorch and scikit-learn)",
  async () => {
    const directory = await makeDirectory();
    await writeFile(join(directory, "loop.py"), block("python"));
    expect(await start(directory, ["/usr/bin/python3", "loop.py"]).ended).toMatchObject({ code: 0 });
    const said = await runAll(directory, block("sh pytorch"));
    expect(said.get("list")).toMatch(/\ndigits +1 +\d+ s ago +10 +0/);
    expect(said.get("report digits --out digits.html")).toMatch(
      /\nadam beats sgd on accuracy: \+\d+\.\d percentage points /,
    );
    expect(said.get("stats adam sgd --study digits")).toMatch(
      /^A {2}adam\nB {2}sgd\n(?:.*\n)*values +5 +5\n/,
    );
    expect(said.get("stats adam sgd --study digits --paired")).toMatch(/paired t/i);
    expect(said.get("import logs --study digits")).toMatch(/digits \(1\): 0 runs added, 10 were there\n$/);
    // the last numbers are those that Python wrote
    const runs = JSON.parse(await printed(directory, "show", "digits", "--arm", "sgd", "--json"));
    const last = (await readFile(join(directory, "logs/sgd/seed=3.csv"), "utf8"))
      .trim()
      .split(/\r?\n/)
      .at(-1)!;
    const [step, loss, accuracy] = last.split(",").map(Number);
    expect(runs[3]).toMatchObject({
      seed: 3,
      step,
      metrics: { "train/loss": loss, "test/accuracy": accuracy },
    });
  },
  120_000,
);

test("the exports of the page", async () => {
  const directory = await makeDirectory();
  await printed(directory, "run", "quickstart", "--steps", "3", "--runs", "2");
  const said = await runAll(directory, block("sh quickstart"));
  expect(said.get("import quickstart.jsonl --store copy.db")).toBe(
    "quickstart: 6 runs added, 0 were there\n",
  );
  expect(said.get("export quickstart --format markdown")).toMatch(/^## quickstart\n\n\| arm \| optimizer \|/);
  const csv = await readFile(join(directory, "runs.csv"), "utf8");
  expect(csv.split("\r\n")).toHaveLength(8);
  const events = await readdir(join(directory, "events"), { recursive: true });
  expect(events.filter((name) => name.includes("tfevents"))).toHaveLength(6);
  const one = await openStore(join(directory, ".glissade/store.db"));
  const other = await openStore(join(directory, "copy.db"));
  const withoutAttempts = async (store: typeof one) =>
    (await store.runs()).map(({ attempt: _, crashes: __, ...run }) => run);
  expect(await withoutAttempts(other)).toEqual(await withoutAttempts(one));
  const curves = (store: typeof one) => store.curves({ runs: [1, 2, 3, 4, 5, 6], key: "train/loss" });
  expect(await curves(other)).toEqual(await curves(one));
  for (const store of [one, other]) await store.close();
  // event files go back in, and the numbers are those of float32
  const back = await printed(directory, "import", "events/quickstart", "--study", "back", "--json");
  expect(JSON.parse(back)).toMatchObject({ added: 6, known: 0, metric: "test/accuracy" });
  expect(await printed(directory, "show", "back", "--arm", "Adam optimizer=adam(0.001)")).toMatch(/done/);
}, 240_000);
