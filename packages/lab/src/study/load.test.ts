import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadStudy } from "./load.ts";
import { readyStudies } from "./ready.ts";

let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "glissade-study-"));
});

afterAll(() => rm(directory, { recursive: true }));

async function save(name: string, text: string): Promise<string> {
  const path = join(directory, name);
  await writeFile(path, text);
  return path;
}

const study = `{ "name": "rates", "data": "glyphs", "arms": [{ "optimizer": "sgd(0.1)" }] }`;

test.each(Object.keys(readyStudies))("%s is valid", async (name) => {
  expect((await loadStudy(name)).name).toBe(name);
});

test("book-momentum is the book's experiment", async () => {
  expect(await loadStudy("book-momentum")).toEqual({
    name: "book-momentum",
    problem: "dense",
    data: "fashion-mnist",
    size: 14,
    model: { layers: [100, 50], activation: "sigmoid", output: "sigmoid", initialize: "uniform(0.5)" },
    loss: "half-squared-error",
    batch: { size: 64, order: "fresh" },
    validation: 0,
    metric: "mcc",
    steps: 40_000,
    evaluations: 20,
    runs: 22,
    looks: 1,
    seed: 1,
    pairing: "paired",
    search: { method: "grid", trials: 12, runs: 1, extend: true },
    arms: [
      { name: "without momentum", optimizer: "sgd(1.0)" },
      { name: "with momentum", optimizer: "sgd(0.2, momentum=0.9)" },
    ],
  });
});

test.each([
  ["a.json", study],
  ["a.ts", `interface Rates { name: string }\nexport default (${study}) satisfies Rates;`],
  ["a.js", `export default ${study};`],
  ["a.mjs", `const name = await Promise.resolve("rates");\nexport default { ...${study}, name };`],
])("loads %s", async (name, text) => {
  expect((await loadStudy(await save(name, text))).name).toBe("rates");
  expect(await readdir(directory)).toContain(name);
});

test("reads an edited module again", async () => {
  const path = await save("edited.ts", `export default ${study};`);
  await loadStudy(path);
  await save("edited.ts", `export default { ...${study}, runs: 9 };`);
  expect((await loadStudy(path)).runs).toBe(9);
});

describe("errors", () => {
  test("an unknown name", async () => {
    await expect(loadStudy("quikstart")).rejects.toThrow(
      'study: "quikstart" is neither a ready study nor a file ending in .json, .ts, .js, .mjs. ' +
        "The nearest is quickstart (known: quickstart, book-momentum, book-cnn, book-normality, algoperf-mnist, quadratic-deep, glyphs-cnn, lenet, mnist-mlp, autoencoder, char-lstm, small-gpt, leaderboard-glyphs-cnn, leaderboard-lenet, leaderboard-tiny-lstm, leaderboard-tiny-gpt).",
    );
  });

  test("a missing file", async () => {
    await expect(loadStudy("nowhere.json")).rejects.toThrow(
      "nowhere.json: no such file. Check the path, or use a ready study: quickstart, book-momentum, book-cnn, book-normality, algoperf-mnist, quadratic-deep, glyphs-cnn, lenet, mnist-mlp, autoencoder, char-lstm, small-gpt, leaderboard-glyphs-cnn, leaderboard-lenet, leaderboard-tiny-lstm, leaderboard-tiny-gpt.",
    );
  });

  test("a broken JSON file", async () => {
    const path = await save("broken.json", '{\n  "name": "rates"\n  "data": 1 }');
    await expect(loadStudy(path)).rejects.toThrow(
      `${path}: not JSON: unexpected "\\"" at line 3, column 3. Correct the file there.`,
    );
  });

  test("a module without a default export", async () => {
    const path = await save("named.ts", `export const study = ${study};`);
    await expect(loadStudy(path)).rejects.toThrow(
      `${path}: has no default export. End the file with: export default { name, data, arms }.`,
    );
  });

  test("a module that throws", async () => {
    const path = await save("throws.ts", 'throw new Error("no luck");');
    await expect(loadStudy(path)).rejects.toThrow(`${path}: cannot be loaded (no luck).`);
  });

  test("a module that does not parse", async () => {
    const path = await save("syntax.ts", "export default {{");
    await expect(loadStudy(path)).rejects.toThrow(
      `${path}: cannot be loaded (ParseError: Unexpected token ${path}:1:16).`,
    );
  });

  test("a key in a file is named with the file", async () => {
    const path = await save("wrong.json", '{ "name": "rates", "data": 3 }');
    await expect(loadStudy(path)).rejects.toThrow(`${path}: data: expected a non-empty string, got 3.`);
  });
});
