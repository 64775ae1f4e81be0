/** @file `glissade compare` from its arguments to its files. */

import { existsSync } from "node:fs";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { RunResult, StudyResult } from "../packages/lab/src/results/result.ts";
import { glissade, makeDirectory, readResult, tinyStudy, writeStudy } from "./support/cli.ts";

/** Runs the tiny study and reads its result from the standard output. */
async function compare(directory: string, ...args: readonly string[]): Promise<StudyResult> {
  const { out, code } = await glissade(directory, "compare", "tiny.json", ...args, "--json", "-");
  expect(code).toBe(0);
  return JSON.parse(out);
}

/** What must not depend on the machine: all of a run but its time. */
const outcomes = ({ arms }: StudyResult): readonly Partial<RunResult>[] =>
  arms.flatMap(({ runs }) =>
    runs.map((run) => ({ ...run, seconds: 0, curve: run.curve.map((point) => ({ ...point, seconds: 0 })) })),
  );

test("prints a plan, a table and where the runs are; trains no run twice", async () => {
  const directory = await makeDirectory();
  const { out, err, code } = await glissade(directory, "compare", "tiny.json", "--workers", "2");
  expect(code).toBe(0);
  expect(err).toMatch(
    new RegExp(
      [
        "^tiny: shapes, 240 images to train on, 60 to test on",
        "  plain  sgd\\(0\\.1\\)",
        "  Adam   adam\\(0\\.01\\)",
        "2 runs of each × 30 steps, on 2 workers; runs are kept in \\.glissade/store\\.db",
        "",
        "(?:(?:plain|Adam): .*\n)*(?:plain|Adam): 100%  2/2 runs  loss \\S+  took \\d+ s\n",
        "Runs: \\.glissade/store\\.db\n$",
      ].join("\n"),
    ),
  );
  const ends = err.match(/^(?:plain|Adam): 100% {2}2\/2 runs {2}loss \S+ {2}took \d+ s$/gm) ?? [];
  expect(ends.map((line) => line.slice(0, 5)).toSorted()).toEqual(["Adam:", "plain"]);
  expect(out).toMatch(/^arm +optimizer +runs +diverged +failed +accuracy % +MCC +training loss +s\/run\n/);
  expect(out + err).not.toContain("\x1b");
  expect((await readdir(directory)).toSorted()).toEqual([".glissade", "shapes", "tiny.json"]);
  const again = await glissade(directory, "compare", "tiny.json");
  expect(again.out).toBe(out);
  const { environment: _, ...first } = await compare(directory);
  const { environment: __, ...second } = await compare(directory);
  expect(second).toEqual(first);
  const more = await compare(directory, "--runs", "3");
  expect(more.arms.map(({ runs }) => runs.slice(0, 2))).toEqual(first.arms.map(({ runs }) => runs));
  expect(more.arms.map(({ runs }) => runs.length)).toEqual([3, 3]);
});

test("looks end a study whose difference is clear, and the report says at which level", async () => {
  const directory = await makeDirectory();
  const arms = [
    { name: "still", optimizer: "sgd(1e-9)" },
    { name: "Adam", optimizer: "adam(0.03)" },
  ];
  await writeStudy(directory, "looked.json", {
    ...tinyStudy,
    name: "looked",
    steps: 100,
    runs: 9,
    looks: 3,
    arms,
  });
  const { out, err, code } = await glissade(directory, "compare", "looked.json", "--json", "looked-r.json");
  expect({ code, err }).toMatchObject({
    code: 0,
    err: expect.stringContaining("9 runs of each × 100 steps, compared after 3, 6, and 9 of them, on "),
  });
  const { looks, arms: found } = await readResult(directory, "looked-r.json");
  expect(looks).toMatchObject({ planned: [3, 6, 9], reached: 2, level: expect.closeTo(0.01204, 4) });
  expect(found.map(({ runs }) => runs.length)).toEqual([6, 6]);
  expect(out).toContain("\nLook 2 of 3, after 6 of 9 runs of each arm: p-values are held against 0.012, ");
  expect(out).toContain("\nAdam beats still on ");
  const stored = await glissade(directory, "report", "looked");
  expect(stored.out).toBe(out);
}, 60_000);

test("a seed decides every metric, loss and curve, however many workers", async () => {
  const directory = await makeDirectory();
  const one = await compare(directory, "--seed", "7", "--workers", "1", "--store", "one.db");
  const two = await compare(directory, "--seed", "7", "--workers", "2", "--store", "two.db");
  const other = await compare(directory, "--seed", "8");
  expect([one, two].map(({ environment }) => environment.workers)).toEqual([1, 2]);
  expect(outcomes(one)).toEqual(outcomes(two));
  expect(outcomes(other)).not.toEqual(outcomes(one));
  const [plain, adam] = one.arms.map(({ runs }) => runs);
  expect(plain!.map(({ seed }) => seed)).toEqual(adam!.map(({ seed }) => seed));
  expect(plain![0]!.curve).toHaveLength(30);
});

test("the command in the result gives the same result", async () => {
  const directory = await makeDirectory();
  const first = await compare(directory, "--seed", "3", "--steps", "10", "--runs", "1");
  expect(first.command).toBe("npx glissade compare tiny.json --runs 1 --steps 10 --seed 3");
  const [, , , , ...args] = first.command.split(" ");
  expect(outcomes(await compare(directory, ...args))).toEqual(outcomes(first));
});

test("a study in TypeScript, on the drawn data set", async () => {
  const directory = await makeDirectory();
  const study = { ...tinyStudy, name: "In TypeScript", data: "glyphs" };
  const text = `const study: object = ${JSON.stringify(study)};\nexport default study;\n`;
  await writeFile(join(directory, "mine.ts"), text);
  const { code } = await glissade(directory, "compare", "mine.ts", "--steps", "5", "--json", "out.json");
  expect(code).toBe(0);
  const { problem, arms } = await readResult(directory, "out.json");
  expect(problem).toMatchObject({
    name: "glyphs",
    about: "glyphs, 6000 images to train on, 2000 to test on",
  });
  expect(problem.classes.slice(0, 3)).toEqual(["ring", "triangle", "square"]);
  expect(arms.map(({ metrics }) => metrics.mcc!.final!.n)).toEqual([2, 2]);
});

test("a run that diverges is counted, and no failure of the command", async () => {
  const directory = await makeDirectory();
  const arms = [tinyStudy.arms[0], { name: "wild", optimizer: "sgd(1e30)" }];
  await writeStudy(directory, "tiny.json", { ...tinyStudy, arms });
  const { code, out } = await glissade(directory, "compare", "tiny.json", "--json", "out.json");
  expect(code).toBe(0);
  expect(out).toMatch(/Warning: wild: 2 of 2 runs diverged \(the first: at step \d+\); no run is left/);
  const [plain, wild] = (await readResult(directory, "out.json")).arms;
  expect(plain!.metrics.mcc!.final!.n).toBe(2);
  expect(wild!.metrics.mcc!.final).toMatchObject({ n: 0, lost: 2, mean: null, standardError: null });
  for (const { status, steps, loss, test: scores, curve } of wild!.runs) {
    expect({ status, loss, scores }).toEqual({ status: "diverged", loss: null, scores: {} });
    expect(curve.at(-1)).toMatchObject({ step: steps, value: null });
  }
});

test("--report and --json write both files", async () => {
  const directory = await makeDirectory();
  const args = ["--report", "r.html", "--json", "out.json"];
  const { code, err } = await glissade(directory, "compare", "tiny.json", ...args);
  expect(code).toBe(0);
  expect(err).toMatch(/\nRuns: \.glissade\/store\.db\nResult: out\.json\nReport: r\.html\n$/);
  expect(existsSync(join(directory, "out.json"))).toBe(true);
  const page = await readFile(join(directory, "r.html"), "utf8");
  const inside = /id="result">(.*)<\/script>/s.exec(page)![1]!;
  expect(JSON.parse(inside)).toEqual(await readResult(directory, "out.json"));
});
