/** @file The commands of benchmarks/ as their users meet them: rows, errors, and a training in short form. */

import { readdirSync, readFileSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { Row } from "../benchmarks/support/measure.ts";
import { workloads } from "../benchmarks/support/workloads.ts";
import { copyOf } from "../examples/support/data.ts";
import { start } from "./support/cli.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const run = (command: string, ...args: readonly string[]) =>
  start(root, [process.execPath, "--import", "jiti/register", `benchmarks/${command}.ts`, ...args]).ended;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "benchmarks-"));
});
afterAll(() => rm(folder, { recursive: true }));

test("npm run bench writes machine and rows", async () => {
  const file = join(folder, "rows.json");
  const args = ["--only", "a-momentum,h-update-adam", "--threads", "1", "--rounds", "2", "--json", file];
  const { code, out, err } = await run("bench", ...args);
  expect(err).toContain("measuring a-momentum, threads: 1\n");
  expect(code).toBe(0);
  const { machine, units, rows }: { machine: object; units: object; rows: Row[] } = JSON.parse(
    await readFile(file, "utf8"),
  );
  expect(units).toMatchObject({ glissade: "ms", other: "ms", peak: "bytes" });
  const limits = { 1: { gigaflops: expect.any(Number), gigabytes: expect.any(Number) } };
  expect(machine).toMatchObject({ processor: expect.any(String), limits });
  expect(new Set(rows.map(({ workload }) => workload))).toEqual(new Set(["a-momentum", "h-update-adam"]));
  const lines = out.trim().split("\n");
  expect(lines).toHaveLength(rows.length + 2);
  expect(lines[1]).toMatch(/^ +ms +ms +highest +s +MB +%$/);
  for (const { glissade, other, peer, ratio, spread, ready, peak, share } of rows) {
    const [least, most] = spread.glissade;
    expect([least <= glissade, glissade <= most, share > 0]).toEqual([true, true, true]);
    expect([ready.glissade > glissade, peak.glissade > 5e7]).toEqual([true, true]);
    expect([typeof other, typeof ratio]).toEqual(peer ? ["number", "number"] : ["undefined", "undefined"]);
    if (peer) expect(spread.ratio![0] <= ratio! && ratio! <= spread.ratio![1]).toBe(true);
  }
});

test("npm run bench says once that there is no PyTorch", async () => {
  vi.stubEnv("PYTHON", join(folder, "no-python"));
  const { code, out, err } = await run("bench", "--only", "a-momentum", "--threads", "1", "--rounds", "1");
  vi.unstubAllEnvs();
  expect([code, err.split("PyTorch")]).toEqual([
    0,
    [expect.any(String), expect.stringMatching(/^: not found/)],
  ]);
  for (const line of out.trim().split("\n")) expect(line.length).toBeLessThanOrEqual(100);
});

test("npm run bench:others --help names every benchmark", async () => {
  const { code, out } = await run("others", "--help");
  expect(code).toBe(0);
  for (const file of readdirSync(`${root}benchmarks`)) {
    const name = file.replace(".ts", "");
    if (name !== file && !["bench", "record", "others"].includes(name)) expect(out).toContain(`  ${name} `);
  }
});

test.each([
  ["bench", ["--onl", "a-adam"], "bench: there is no option --onl. The nearest is --only (known: --only, "],
  ["bench", ["--only"], "bench --only: needs a value, got none."],
  ["bench", ["--threads", "--rounds", "2"], "bench --threads: needs a value, got --rounds."],
  ["bench", ["--help=no"], 'bench --help: takes no value, got "no".'],
  ["bench", ["a-adam"], 'bench: takes options alone, got "a-adam".'],
  ["bench", ["--json", "no/folder/rows.json"], "bench --json: cannot be written (ENOENT: no such file"],
  ["others", ["--hlp"], "bench:others: there is no option --hlp. The nearest is --help (known: --help)"],
  ["record", ["--step", "2"], "record: there is no option --step. The nearest is --steps (known: --text, "],
  ["experiment", ["--quick"], "experiment: there is no option --quick. Known: --help"],
])("%s %j is an error of one line", async (command, args, err) => {
  const ended = await run(command, ...args);
  expect(ended).toEqual({ code: 2, out: "", err: expect.stringContaining(err) });
  expect(ended.err.trim().split("\n")).toHaveLength(1);
});

test.each([
  ["bench", ["--only", "a-adm"], 'bench: there is no workload "a-adm". The nearest is a-adam (known: '],
  ["bench", ["--threads", "0"], 'bench --threads: expected a positive integer, got "0".'],
  ["bench", ["--provider", "webgp"], 'must be "cpu", "wasm" or "webgpu", got "webgp"'],
  ["others", ["scann"], 'bench:others: there is no benchmark "scann". The nearest is scan (known: '],
  ["record", ["--steps", "x"], 'record --steps: expected a positive integer, got "x".'],
])("%s %j is an error", async (command, args, err) =>
  expect(await run(command, ...args)).toEqual({ code: 2, out: "", err: expect.stringContaining(err) }),
);

test("docs/benchmarks.md has a row of each workload", () => {
  const page = readFileSync(`${root}docs/benchmarks.md`, "utf8");
  for (const [name, { about, extra }] of Object.entries(workloads))
    if (!extra) expect(page).toContain(`| \`${name}\`: ${about} `);
});

const plays = copyOf("SHAKESPEARE");

test.skipIf(!plays)(`npm run record learns${plays ? "" : " (needs tinyshakespeare.txt)"}`, async () => {
  const file = join(folder, "plays.txt");
  await writeFile(file, (await readFile(plays!, "utf8")).slice(0, 60_000));
  const { code, out } = await run("record", "--text", file, "--steps", "40", "--threads", "1", "--json");
  expect(code).toBe(0);
  const { steps, glissade } = JSON.parse(out);
  expect(steps).toBe(40);
  // Guessing by the frequencies of characters alone gives 3.3 nats.
  expect(glissade).toEqual({ loss: expect.any(Number), seconds: expect.any(Number) });
  expect(glissade.loss).toBeLessThan(3.4);
});
