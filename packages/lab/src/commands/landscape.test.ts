import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { landscapeCommand } from "./landscape.ts";

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "glissade-landscape-"));
});
afterAll(() => rm(directory, { recursive: true }));

const SMALL = ["quickstart", "--steps", "5", "--grid", "3", "--samples", "32"];

/** Runs the command and returns what it prints. */
async function run(...args: readonly string[]): Promise<string> {
  const write = vi.spyOn(process.stdout, "write").mockReturnValue(true);
  try {
    await landscapeCommand().parseAsync(args, { from: "user" });
    return write.mock.calls.map(([text]) => text).join("");
  } finally {
    write.mockRestore();
  }
}

test("--json - is the result, and --plot its picture", async () => {
  const file = join(directory, "l.svg");
  const result = JSON.parse(await run(...SMALL, "--arm", "adam", "--json", "-", "--plot", file));
  expect(Object.keys(result)).toEqual([
    "version",
    "study",
    "seed",
    "steps",
    "samples",
    "plane",
    "explained",
    "x",
    "y",
    "loss",
    "arm",
    "optimizer",
    "path",
  ]);
  expect(result).toMatchObject({ version: 1, arm: "Adam", optimizer: "adam(0.001)", steps: 5, samples: 32 });
  expect(result.loss.map((row: number[]) => row.length)).toEqual([3, 3, 3]);
  expect(await readFile(file, "utf8")).toContain("Loss of quickstart around Adam, adam(0.001)");
});

test("several arms are a list", async () => {
  const { runs, ...shared } = JSON.parse(
    await run(...SMALL, "--arm", "momentum", "Adam", "SGD", "adam", "--json", "-"),
  );
  expect(runs.map(({ arm }: { readonly arm: string }) => arm)).toEqual(["momentum", "Adam", "SGD"]);
  expect(shared).not.toHaveProperty("path");
});

test("prints a table, of the first arm where none is named", async () => {
  expect(await run(...SMALL, "--plane", "random")).toMatch(
    /^quickstart, SGD: sgd\(0\.1\), 5 steps\nplane: two random directions, each filter as long as the network's\nloss: mean of 32 training images, at 3 x 3 points\n\nstep +x +y +loss\n[- ]+\n +5 +0 +0 +[\d.]+\n\nOn the plane the loss goes from [\d.]+ at \(\S+, \S+\) to [\d.]+ at \(\S+, \S+\)\.\n$/,
  );
});

describe("refuses", () => {
  test.each([
    [
      "an arm that is not there",
      ["--arm", "adma"],
      '--arm: quickstart has no arm "adma". The nearest is Adam (known: SGD, momentum, Adam).',
    ],
    [
      "a random plane through several ends",
      ["--arm", "SGD", "Adam", "--plane", "random"],
      "--plane: random goes through the end of one arm, got 2 arms. Name one arm, or use --plane pca.",
    ],
    ["a single step", ["--steps", "1"], '--steps: expected an integer of at least 2, got "1".'],
    ["a grid of a line", ["--grid", "2"], '--grid: expected an integer from 3 to 500, got "2".'],
    ["no samples", ["--samples", "0"], '--samples: expected an integer of at least 1, got "0".'],
    ["another format", ["--plot", "l.gif"], "--plot: expected a file ending in .svg or .png, got l.gif."],
  ])("%s", async (_, args, message) => {
    await expect((async () => run(...SMALL, ...args))()).rejects.toThrow(
      expect.objectContaining({ message }),
    );
  });
});
