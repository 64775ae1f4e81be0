/** @file `glissade stats` and `glissade minimize` from end to end. */

import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { encodeNpy } from "../packages/glissade/src/data/index.ts";
import { entry, glissade, makeDirectory, start } from "./support/cli.ts";

const book = fileURLToPath(new URL("../../shared/data/fmnist14/", import.meta.url));

async function writeSamples(directory: string): Promise<void> {
  const save = (name: string, ...values: readonly number[]) =>
    writeFile(
      join(directory, name),
      encodeNpy({ dtype: "float64", shape: [values.length], data: Float64Array.from(values) }),
    );
  await save("a.npy", 1, 2, 3, 4, 5);
  await save("b.npy", 2, 4, 6, 8, 10);
}

describe("stats", () => {
  // scipy.stats 1.10: ttest_ind, ttest_ind(equal_var=False), mannwhitneyu, shapiro
  test("--json - is JSON and nothing else, with SciPy's numbers", async () => {
    const directory = await makeDirectory();
    await writeSamples(directory);
    const { code, out, err } = await glissade(directory, "stats", "a.npy", "b.npy", "--json", "-");
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(JSON.parse(out)).toMatchObject({
      a: { file: "a.npy", n: 5, mean: 3, shapiro: { w: expect.closeTo(0.9867621522, 7) } },
      student: { t: expect.closeTo(-1.897366596, 9), df: 8, p: expect.closeTo(0.0943497728, 9) },
      welch: { df: expect.closeTo(5.882352941, 9), p: expect.closeTo(0.1075311949, 9) },
      mannWhitney: { u: 5, method: "asymptotic" },
    });
  });

  test("prints plain text where there is no terminal", async () => {
    const directory = await makeDirectory();
    await writeSamples(directory);
    const { code, out, err } = await glissade(directory, "stats", "a.npy", "b.npy");
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toMatch(/^A {2}a\.npy\nB {2}b\.npy\n\n.*mean ± standard error +3 ± 0\.707107/s);
    expect(out).not.toContain("\x1b");
  });

  // Kneusel, "Math for Deep Learning", chapter 11, and SciPy 1.10
  test.skipIf(!existsSync(book))("the book's runs (skipped without ../shared/data)", async () => {
    const files = ["mcc_with_momentum.npy", "mcc_without_momentum.npy"].map((name) => join(book, name));
    const { out } = await glissade(await makeDirectory(), "stats", ...files, "--json", "-");
    const { student, welch, mannWhitney, cohensD } = JSON.parse(out);
    expect(student.t).toBeCloseTo(6.773982988, 9);
    expect(student.p / 3.06236046e-8).toBeCloseTo(1, 8);
    expect(welch.p / 4.36480872e-8).toBeCloseTo(1, 8);
    expect(mannWhitney).toMatchObject({ u: 443, method: "asymptotic" });
    expect(mannWhitney.p / 2.52300743e-6).toBeCloseTo(1, 8);
    expect(cohensD).toBeCloseTo(2.04243, 5);
  });
});

describe("minimize", () => {
  const parabola = ["--function", "6x^2 - 12x + 3", "--start=-0.9", "--optimizer", "sgd(0.03)"];

  test("--json - is JSON and nothing else, at full precision", async () => {
    const args = [...parabola, "--steps", "15", "--json", "-"];
    const { code, out, err } = await glissade(await makeDirectory(), "minimize", ...args);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    const { path, status } = JSON.parse(out);
    expect(status).toBe("done");
    expect(path).toHaveLength(16);
    // x ← x - 0.03 (12 x - 12) has the closed form 1 - 1.9 · 0.64^step.
    for (const { step, x } of path) expect(x[0]).toBeCloseTo(1 - 1.9 * 0.64 ** step, 14);
  });

  test("--plot and --json write their files beside the table", async () => {
    const directory = await makeDirectory();
    const args = [...parabola, "--steps", "3", "--plot", "p.svg", "--json", "p.json"];
    const { code, out, err } = await glissade(directory, "minimize", ...args);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toMatch(/^f = 6x\^2 - 12x \+ 3\nsgd\(0\.03\)\n.*\nDone after 3 steps: .*\n$/s);
    expect(out).not.toContain("\x1b");
    expect(await readFile(join(directory, "p.svg"), "utf8")).toMatch(/^<svg role="img"/);
    expect(JSON.parse(await readFile(join(directory, "p.json"), "utf8")).path).toHaveLength(4);
  });

  test("a divergence is a result, with code 0, and said", async () => {
    const args = ["--function", "x^4", "--start=10", "--optimizer", "sgd(1)", "--steps", "50"];
    const { code, err } = await glissade(await makeDirectory(), "minimize", ...args);
    expect(code).toBe(0);
    expect(err).toMatch(/^Diverged at step \d: .* Try a smaller learning rate\.\n$/);
  });
});

test.skipIf(process.platform === "win32")("a reader that leaves early is no error (needs sh)", async () => {
  const line = `"${process.execPath}" "${entry}" compare --help | true; "${process.execPath}" "${entry}" compare tiny.json | true`;
  const { code, err } = await start(await makeDirectory(), ["/bin/sh", "-c", line]).ended;
  expect(code).toBe(0);
  expect(err).toMatch(/^tiny: shapes,.*\n\nRuns: \.glissade\/store\.db\n$/s);
});
