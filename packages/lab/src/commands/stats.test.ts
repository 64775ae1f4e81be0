import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { encodeNpy } from "glissade/data";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { statsCommand } from "./stats.ts";

const BOOK = fileURLToPath(new URL("../../../../../shared/data/fmnist14/", import.meta.url));

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "glissade-stats-"));
});
afterAll(() => rm(directory, { recursive: true }));

async function saveSample(name: string, ...values: readonly number[]): Promise<string> {
  const path = join(directory, name);
  const data = Float64Array.from(values);
  await writeFile(path, encodeNpy({ dtype: "float64", shape: [values.length], data }));
  return path;
}

/** Runs the command and returns what it prints. */
async function run(...args: readonly string[]): Promise<string> {
  const write = vi.spyOn(process.stdout, "write").mockReturnValue(true);
  try {
    await statsCommand().parseAsync(args, { from: "user" });
    return write.mock.calls.map(([text]) => text).join("");
  } finally {
    write.mockRestore();
  }
}

describe("glissade stats", () => {
  test("prints a table", async () => {
    const [a, b] = [await saveSample("a.npy", 1, 2, 3, 4, 5), await saveSample("b.npy", 2, 4, 6, 8, 10)];
    expect(await run(a, b)).toContain("Welch's t              t = -1.89737, p = 0.107531   df = 5.88235\n");
  });

  test("--json FILE writes the file beside the table, --json - prints nothing else", async () => {
    const [a, b] = [await saveSample("a.npy", 1, 2, 3), await saveSample("b.npy", 2, 4, 7)];
    const out = join(directory, "out.json");
    expect(await run(a, b, "--json", out)).toContain("Hedges' g");
    expect(await run(a, b, "--json", "-")).toBe(await readFile(out, "utf8"));
    expect(JSON.parse(await readFile(out, "utf8"))).toMatchObject({
      a: { file: a, n: 3, mean: 2 },
      student: { df: 4 },
    });
  });

  test.each([
    ["auto", "exact"],
    ["exact", "exact"],
    ["asymptotic", "asymptotic"],
  ])("--method %s", async (method, expected) => {
    const [a, b] = [await saveSample("a.npy", 1, 2, 3), await saveSample("b.npy", 4, 5, 6)];
    const result = JSON.parse(await run(a, b, "--method", method, "--json", "-"));
    expect(result.mannWhitney.method).toBe(expected);
  });

  test("--paired and --margin", async () => {
    const [a, b] = [await saveSample("a.npy", 1, 2, 3, 5), await saveSample("b.npy", 2, 4, 7, 6)];
    const result = JSON.parse(await run(a, b, "--paired", "--margin", "0.5", "--json", "-"));
    expect(result).toMatchObject({
      pairs: 4,
      pairedT: { df: 3 },
      wilcoxon: { w: 0, p: 0.125, method: "exact" },
      permutation: { p: 0.125, relabelings: 16 },
      equivalence: { margin: 0.5, mean: -2 },
      a: { median: 2.5, bootstrap: { confidence: 0.95 } },
      caveats: expect.arrayContaining([
        "The smallest p that an exact rank or permutation test can have here is 0.13: it can show nothing at 0.05.",
      ]),
    });
    expect(result.welch).toBeUndefined();
    expect(await run(a, b, "--paired")).toContain("paired t ");
  });

  test("--paired needs as many values in both files", async () => {
    const [a, b] = [await saveSample("a.npy", 1, 2, 3), await saveSample("b.npy", 2, 4)];
    const message = `--paired: pairs need as many values in both files, got 3 in ${a} and 2 in ${b}. Leave out the partners of runs that diverged, or compare without --paired.`;
    await expect(run(a, b, "--paired")).rejects.toThrow(expect.objectContaining({ message }));
  });

  test("--margin is a number above 0", async () => {
    const message = '--margin: expected a positive number, got "-1".';
    await expect(run("a.npy", "b.npy", "--margin=-1")).rejects.toThrow(expect.objectContaining({ message }));
  });

  test("names the file of a sample that is too small", async () => {
    const [a, b] = [await saveSample("a.npy", 1), await saveSample("b.npy", 1, 2)];
    const message = `${a}: a sample needs at least 2 values, got 1. Save one number per run.`;
    await expect(run(a, b)).rejects.toThrow(expect.objectContaining({ message }));
  });

  test.each([
    ["a folder", (folder: string) => folder, "is a directory, not a file. Check the path."],
    ["no file", (folder: string) => join(folder, "none.npy"), "no such file. Check the path."],
  ])("names the path of %s", async (_, pathIn, rule) => {
    const sample = await saveSample("b.npy", 1, 2);
    const path = pathIn(directory);
    for (const files of [
      [path, sample],
      [sample, path],
    ])
      await expect(run(...files)).rejects.toThrow(expect.objectContaining({ message: `${path}: ${rule}` }));
  });

  test("names a file with bytes behind the array", async () => {
    const [a, b] = [await saveSample("a.npy", 1, 2), await saveSample("b.npy", 1, 2)];
    await writeFile(a, Buffer.concat([await readFile(a), Buffer.from("more")]));
    await expect(run(a, b)).rejects.toThrow(a);
  });

  test("values of any size have their numbers", async () => {
    const [a, b] = [
      await saveSample("a.npy", 1e200, 2e200, 3e200),
      await saveSample("b.npy", 2e200, 4e200, 7e200),
    ];
    const result = JSON.parse(await run(a, b, "--json", "-"));
    expect(result.a.deviation / 1e200).toBeCloseTo(1, 12);
    expect(result.student).toMatchObject({ df: 4, t: expect.closeTo(-7 / Math.sqrt(22), 12) });
    expect(await run(a, b)).toContain("2e+200");
  });

  test("refuses an output path before it reads a sample", async () => {
    const out = join(directory, "none", "out.json");
    await expect(run("a.npy", "b.npy", "--json", out)).rejects.toThrow("--json: cannot write to");
  });
});

// Numbers of "Math for Deep Learning", chapter 11, and of SciPy 1.10
test.skipIf(!existsSync(BOOK))("the book's 22 and 22 runs (skipped without ../shared/data)", async () => {
  const files = ["mcc_with_momentum.npy", "mcc_without_momentum.npy"].map((name) => join(BOOK, name));
  const result = JSON.parse(await run(...files, "--json", "-"));
  const about = (value: number) => expect.closeTo(value, Math.ceil(8 - Math.log10(value)));
  expect(result).toMatchObject({
    student: { t: about(6.773982988), df: 42, p: about(3.06236046e-8) },
    welch: { t: about(6.773982988), df: expect.closeTo(39.0369, 4), p: about(4.36480872e-8) },
    mannWhitney: { u: 443, p: about(2.52300743e-6), method: "asymptotic" },
    cohensD: expect.closeTo(2.04243, 5),
    hedgesG: expect.closeTo(2.00574, 5),
    difference: { low: expect.closeTo(0.0044546, 7), high: expect.closeTo(0.0082472, 7) },
    a: { dagostino: { statistic: expect.closeTo(2.8988, 4), p: expect.closeTo(0.23471, 5) } },
    b: { shapiro: { w: expect.closeTo(0.95361, 5), p: expect.closeTo(0.3716, 4) } },
  });
  const exact = JSON.parse(await run(...files, "--method", "exact", "--json", "-"));
  expect(exact.mannWhitney.p).toBeCloseTo(2.3529e-7, 11);
});
