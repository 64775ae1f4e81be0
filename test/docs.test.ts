/** @file The examples of doc comments, README.md and docs, executed and compared with what they say. */

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { optimizersPage } from "../docs/optimizers-page.ts";
import * as data from "../packages/glissade/src/data/index.ts";
import * as files from "../packages/glissade/src/files/index.ts";
import * as glissade from "../packages/glissade/src/index.ts";
import * as lab from "../packages/lab/src/index.ts";
import { type Example, examples, nearly, toScript } from "./support/doc-examples.ts";
import { typeErrors, undocumented } from "./support/doc-types.ts";

/** Prints of examples are for their readers. */
const console = { log: () => undefined };

/** Where examples write their files; later ones of a page may read them. */
const directory = mkdtempSync(join(tmpdir(), "glissade-"));
afterAll(() => rmSync(directory, { recursive: true }));

async function run(example: Example): Promise<void> {
  const root = process.cwd();
  process.chdir(directory);
  try {
    await runHere(example);
  } finally {
    process.chdir(root);
  }
}

/** What an example imports of Node. */
async function nodeImports({ code }: Example): Promise<object> {
  const lines = code.matchAll(/^import \{ (.+) \} from "(node:[^"]+)";$/gm);
  const found = Array.from(lines, async ([, names, module]) => {
    const all = await import(/* @vite-ignore */ module!);
    return Object.fromEntries(names!.split(", ").map((name) => [name, all[name]]));
  });
  return Object.assign({}, ...(await Promise.all(found)));
}

async function runHere(example: Example): Promise<void> {
  const own = example.module ? await import(/* @vite-ignore */ `../${example.module}`) : {};
  const scope = {
    ...glissade,
    ...data,
    ...files,
    ...lab,
    ...own,
    ...(await nodeImports(example)),
    console,
    compare,
  };
  const script = `return (async () => {${toScript(example)}})();`;
  await new Function(...Object.keys(scope), script)(...Object.values(scope));
}

function compare(actual: unknown, expected: unknown): void {
  const plain = ArrayBuffer.isView(actual) ? Array.from(actual as Float32Array, Number) : actual;
  expect(plain).toEqual(nearly(expected));
}

describe("examples", () => {
  it("are found", () => expect(examples.length).toBeGreaterThan(30));

  it.each(examples.map((example) => [example.title, example] as const))("%s", (_, example) => run(example));

  // One compilation of everything: half a minute where other work shares the cores.
  it("have correct types", () => expect(typeErrors(examples)).toEqual([]), 120_000);
});

it("documents every function that is public", () => expect(undocumented()).toEqual([]));

/** Those that a trained network has a part in differ in last digits from machine to machine. */
const drawn = [
  "line-chart",
  "scatter-chart",
  "contour-chart",
  "histogram",
  "heat-map",
  "confusion-matrix",
  "image-grid",
  "seed-curves",
  "strip-plot",
  "violin-plot",
  "effect-forest",
  "critical-difference",
  "performance-profile",
  "importance-chart",
  "pairwise-matrix",
  "sensitivity-chart",
  "parallel-coordinates",
];

it.each(drawn)("docs/charts.md shows the picture that it draws: %s", async (name) => {
  const picture = readFileSync(join(directory, `${name}.svg`), "utf8");
  await expect(`${picture}\n`).toMatchFileSnapshot(`../docs/images/charts/${name}.svg`);
});

it("docs/optimizers.md is what npm run docs:optimizers writes", () =>
  expect(readFileSync("docs/optimizers.md", "utf8")).toBe(optimizersPage()));

it("docs/layers.md lists every layer and initialiser", () => {
  const page = readFileSync(new URL("../docs/layers.md", import.meta.url), "utf8");
  const { lift, outputs, ...layers } = glissade.nn;
  expect(Object.keys(layers).filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
});
