/** @file Tests of docs/studies.md: studies and results. */

import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, onTestFinished, test } from "vitest";
import { mannWhitneyTest } from "../packages/lab/src/stats/mann-whitney.ts";
import { loadStudy } from "../packages/lab/src/study/load.ts";
import { describeStudyKeys } from "../packages/lab/src/study/validate.ts";
import { glissade, makeDirectory, readResult, start, tinyStudy, writeStudy } from "./support/cli.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const page = readFileSync(join(root, "docs/studies.md"), "utf8");

/** The cells of every row of every table. */
const cells = [...page.matchAll(/^\|(.*)\|$/gm)].map(([, row]) => row!.split("|").map((cell) => cell.trim()));

/** The text of a fenced block, by the words behind its fence. */
function block(words: string): string {
  const [, text] = page.split(`\`\`\`${words}\n`);
  return text!.split("\n```")[0]!;
}

test("the keys are those of the program", () => expect(block("text keys")).toBe(describeStudyKeys()));

describe("the examples", () => {
  test.each([
    ["json", "rates", 3],
    ["ts", "rates of SGD", 4],
    ["json", "tuned", 3],
  ])("in %s is a study", async (language, name, arms) => {
    const path = join(await makeDirectory(), `study.${language}`);
    await writeFile(path, block(`${language} ${name === "tuned" ? "search" : "study"}`));
    const study = await loadStudy(path);
    expect([study.name, study.arms.length]).toEqual([name, arms]);
  });

  test("of a model of one's own trains", async () => {
    // Inside the project, where its imports are found.
    const directory = await mkdtemp(join(root, ".docs-"));
    onTestFinished(() => rm(directory, { recursive: true }));
    await writeFile(join(directory, "mine.ts"), block("ts problem"));
    const args = ["--steps", "3", "--runs", "1", "--json", "-"];
    const { code, out } = await glissade(directory, "compare", "mine.ts", ...args);
    expect(code).toBe(0);
    expect(JSON.parse(out).problem.name).toBe("one convolution");
  });

  test("of a program runs", async () => {
    const command = [process.execPath, "--input-type=module", "--eval", block("ts lab")] as const;
    const { code, out, err } = await start(root, command).ended;
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toMatch(/^arm +optimizer +runs/);
  });
});

describe("the fields of a result", () => {
  /** From paths, as the table writes them, to types. */
  const documented = new Map(
    cells.flatMap(([path = "", types = ""]) =>
      path.startsWith("`") && /^(number|string|boolean|object|list)/.test(types)
        ? [[path.replaceAll("`", ""), types.split(" or ")]]
        : [],
    ),
  );

  test("are those of the table, and have its types", async () => {
    const directory = await makeDirectory();
    const arms = [...tinyStudy.arms, { name: "wild", optimizer: "sgd(1e30)" }];
    await writeStudy(directory, "tiny.json", { ...tinyStudy, arms });
    await glissade(directory, "compare", "tiny.json", "--json", "out.json");
    const found = fields(await readResult(directory, "out.json"));
    const required = [...documented.keys()].filter((path) => !path.endsWith("?"));
    expect(new Set(found.map(([path]) => path))).toEqual(new Set(required));
    for (const [path, type] of found) expect(documented.get(path), path).toContain(type);
  });
});

/** Every value inside a value, with its path and type, from the outside in. */
function fields(value: unknown, path = ""): readonly (readonly [path: string, type: string])[] {
  const own = path === "" ? [] : [[path, typeOf(value)] as const];
  if (Array.isArray(value)) return [...own, ...value.flatMap((each) => fields(each, `${path}[]`))];
  const isOpen = typeof value === "object" && value !== null && path !== "setup.description";
  const entries = isOpen ? Object.entries(value) : [];
  const inner = (name: string) => (TABLES.test(path) ? `${path}.*` : path === "" ? name : `${path}.${name}`);
  return [...own, ...entries.flatMap(([name, each]) => fields(each, inner(name)))];
}

/** Objects by metric, and by metric and statistic. */
const TABLES = /^arms\[\]\.metrics(\.\*)?$/;

function typeOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "list" : typeof value;
}

test("the smallest p-values of Mann-Whitney are these", () => {
  const row = (label: string) =>
    cells
      .find(([first]) => first === label)!
      .slice(1)
      .map(Number);
  for (const [index, n] of row("runs of each arm").entries()) {
    const [low, high] = [0, 1].map((arm) => Array.from({ length: n }, (_, i) => arm * n + i));
    const { p } = mannWhitneyTest(low!, high!, "exact")!;
    expect(row("smallest p")[index]).toBe(Number(p.toPrecision(2)));
  }
});
