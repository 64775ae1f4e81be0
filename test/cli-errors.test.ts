/** @file Mistakes on the command line and in its files: the whole message, code 2, and nothing written. */

import { mkdir, readdir, readFile, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { encodeNpy } from "../packages/glissade/src/data/index.ts";
import { glissade, makeDirectory, tinyStudy, writeStudy } from "./support/cli.ts";

/** Runs a command that must fail; returns what it says. */
async function failure(directory: string, ...args: readonly string[]): Promise<string> {
  const before = await readdir(directory);
  const { code, out, err } = await glissade(directory, ...args);
  expect({ code, out }).toEqual({ code: 2, out: "" });
  expect(await readdir(directory)).toEqual(before);
  return err;
}

const keys =
  "name, problem, data, size, model, loss, batch, validation, metric, steps, seconds, target, evaluations, runs, looks, seed, pairing, search, arms";

describe("compare refuses", () => {
  test.each<[args: string, message: string]>([
    [
      "quickstrat",
      'study: "quickstrat" is neither a ready study nor a file ending in .json, .ts, .js, .mjs. The nearest is quickstart (known: quickstart, book-momentum, book-cnn, book-normality, algoperf-mnist, quadratic-deep, glyphs-cnn, lenet, mnist-mlp, autoencoder, char-lstm, small-gpt, leaderboard-glyphs-cnn, leaderboard-lenet, leaderboard-tiny-lstm, leaderboard-tiny-gpt).',
    ],
    [
      "none.json",
      "none.json: no such file. Check the path, or use a ready study: quickstart, book-momentum, book-cnn, book-normality, algoperf-mnist, quadratic-deep, glyphs-cnn, lenet, mnist-mlp, autoencoder, char-lstm, small-gpt, leaderboard-glyphs-cnn, leaderboard-lenet, leaderboard-tiny-lstm, leaderboard-tiny-gpt.",
    ],
    ["tiny.json --runs 0", '--runs: expected an integer of at least 1, got "0".'],
    ["tiny.json --steps many", '--steps: expected an integer of at least 1, got "many".'],
    ["tiny.json --workers 1.5", '--workers: expected an integer of at least 1, got "1.5".'],
    ["tiny.json --seed -1", '--seed: expected an integer of at least 0, got "-1".'],
    [
      "tiny.json --run 3",
      "error: unknown option '--run'\n(Did you mean --runs?)\n(--help lists the options)",
    ],
    ["", "error: missing required argument 'study'\n(--help lists the options)"],
    [
      "tiny.json --data mnits",
      'data: "mnits" is neither a directory nor one of glyphs, mnist, fashion-mnist.',
    ],
    [
      "tiny.json --report none/r.html",
      "--report: cannot write to none/r.html (the directory does not exist). Create it with mkdir -p DIRECTORY/none, or choose another path.",
    ],
    ["tiny.json --report shapes", "--report: cannot write to shapes (it is a directory). Name a file in it."],
    ["tiny.json --json shapes", "--json: cannot write to shapes (it is a directory). Name a file in it."],
  ])("%s", async (args, message) => {
    const directory = await makeDirectory();
    const said = await failure(directory, "compare", ...args.split(" ").filter(Boolean));
    expect(said.replaceAll(directory, "DIRECTORY")).toBe(`${message}\n`);
  });
});

describe("a study file may not have", () => {
  const arms = (...optimizers: readonly string[]) => optimizers.map((optimizer) => ({ optimizer }));

  test.each<[what: string, change: object, message: string]>([
    ["an unknown key", { epochs: 3 }, `bad.json: unknown key "epochs". Known: ${keys}.`],
    ["a misspelt key", { sede: 3 }, `bad.json: unknown key "sede". The nearest is seed (known: ${keys}).`],
    [
      "an unknown optimizer",
      { arms: arms("sgd(1)", "sdg(0.1)") },
      `bad.json: arms[1].optimizer: optimizer "sdg(0.1)": sdg: is not an optimizer. The nearest is sgd.`,
    ],
    [
      "an unknown argument",
      { arms: arms("sgd(0.1, momentm=0.9)") },
      'bad.json: arms[0].optimizer: optimizer "sgd(0.1, momentm=0.9)": sgd({ momentm }): is not an option. The nearest is momentum (known: learningRate, momentum, nesterov, momentumOf, average, dampening, weightDecay).',
    ],
    [
      "an argument out of range",
      { arms: arms("sgd(0.1, momentum=1)") },
      'bad.json: arms[0].optimizer: optimizer "sgd(0.1, momentum=1)": sgd({ momentum }): must be in [0, 1), got 1.',
    ],
    [
      "batches larger than its data",
      { batch: { size: 241 } },
      "tiny: batch.size: expected an integer from 1 to 240, the number of training images, got 241.",
    ],
    [
      "larger images than its data",
      { size: 28 },
      "size: expected an integer from 1 to the size of the images, 14x14, got 28x28.",
    ],
  ])("%s", async (_, change, message) => {
    const directory = await makeDirectory();
    await writeStudy(directory, "bad.json", { ...tinyStudy, ...change });
    expect(await failure(directory, "compare", "bad.json")).toBe(`${message}\n`);
  });

  test("broken JSON", async () => {
    const directory = await makeDirectory();
    await writeFile(join(directory, "bad.json"), '{\n  "name": "x",\n  "runs" 3\n}');
    expect(await failure(directory, "compare", "bad.json")).toBe(
      'bad.json: not JSON: unexpected "3" at line 3, column 10. Correct the file there.\n',
    );
  });
});

describe("a data directory may not", () => {
  const neither =
    "bad: holds neither images.npy and labels.npy nor the four IDX files. The IDX files are train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte, t10k-labels-idx1-ubyte, each with or without .gz.";

  test.each<[what: string, spoil: (path: (name: string) => string) => Promise<void>, message: string]>([
    ["be empty", async () => {}, neither],
    [
      "hold a truncated file",
      async (path) => {
        await writeFile(path("images.npy"), await readFile(path("../shapes/images.npy")));
        await writeFile(path("labels.npy"), await readFile(path("../shapes/labels.npy")));
        await truncate(path("images.npy"), 1000);
      },
      "bad/images.npy: truncated: float32 [300,14,14] needs 235200 bytes of data, got 872. Fetch the file again.",
    ],
    [
      "hold complex numbers",
      async (path) => {
        const header = "{'descr': '<c16', 'fortran_order': False, 'shape': (1,), }";
        const bytes = encodeNpy({ dtype: "uint8", shape: [2], data: Uint8Array.of(0, 1) });
        await writeFile(path("labels.npy"), bytes);
        const text = Buffer.from(bytes)
          .toString("latin1")
          .replace(/\{.*\}/, header);
        await writeFile(path("images.npy"), Buffer.from(text, "latin1"));
      },
      "bad/images.npy: unsupported element type '<c16', expected one of bool, int8, uint8, int16, uint16, int32, uint32, int64, uint64, float32, float64. Convert it with NumPy's astype before saving.",
    ],
    [
      "hold no images",
      async (path) => {
        const none = new Uint8Array();
        await writeFile(path("images.npy"), encodeNpy({ dtype: "uint8", shape: [0, 14, 14], data: none }));
        await writeFile(path("labels.npy"), encodeNpy({ dtype: "uint8", shape: [0], data: none }));
      },
      "bad: the data set is empty.",
    ],
  ])("%s", async (_, spoil, message) => {
    const directory = await makeDirectory();
    await mkdir(join(directory, "bad"));
    await spoil((name) => join(directory, "bad", name));
    const said = await failure(directory, "compare", "tiny.json", "--data", "bad");
    expect(said).toBe(`${message}\n`);
  });
});

describe("other commands refuse", () => {
  const parabola = ["minimize", "--function", "x^2", "--start=1", "--optimizer", "sgd(0.1)", "--steps", "3"];

  test.each<[args: readonly string[], message: string]>([
    [["compar"], "error: unknown command 'compar'\n(Did you mean compare?)\n(--help lists the options)"],
    [["stats", "none.npy", "none.npy"], "none.npy: no such file. Check the path."],
    [
      ["stats", "shapes/labels.npy", "tiny.json"],
      'tiny.json: not a .npy file: it must begin with "\x93NUMPY", got "{\\"name". Write it with numpy.save.',
    ],
    [
      ["stats", "shapes/images.npy", "shapes/labels.npy"],
      "shapes/images.npy: a sample has one dimension, got shape [300, 14, 14]. Save one number per run, for example numpy.save(path, table[:, 0]).",
    ],
    [
      [...parabola, "--function", "sinn(x)"],
      'function "sinn(x)": unknown function sinn. The nearest is sin (known: abs, cos, cosh, exp, log, max, min, pow, sign, sin, sqrt, square, tan, tanh).',
    ],
    [[...parabola, "--steps", "-1"], '--steps: expected an integer from 0 to 1000000, got "-1".'],
    [
      [...parabola, "--plot", "shapes"],
      "--plot: cannot write to shapes (it is a directory). Name a file in it.",
    ],
    [
      [...parabola, "--optimizer", "adam(0.1, b1=1)"],
      'optimizer "adam(0.1, b1=1)": adam({ b1 }): must be in [0, 1), got 1.',
    ],
  ])("%j", async (args, message) => {
    expect(await failure(await makeDirectory(), ...args)).toBe(`${message}\n`);
  });
});
