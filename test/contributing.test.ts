/** @file The answers of CONTRIBUTING.md, and the operation and the optimizer that it adds, really added. */

import { existsSync, readFileSync } from "node:fs";
import * as glissade from "glissade";
import { defineOp, grad, type Op, type Tensor, tensor, vmap } from "glissade";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { expectClose, numbers } from "./support/close.ts";
import { typeErrors } from "./support/doc-types.ts";
import { imports, sources } from "./support/imports.ts";
import { check } from "./support/op-checks.ts";
import { plantOptimizer } from "./support/planted.ts";

const guide = readFileSync(new URL("../CONTRIBUTING.md", import.meta.url), "utf8");

/** The record of the guide's code block, made with what the framework exports. */
function readRecord(): Op<Record<never, never>> {
  const [, code] = /```ts operation\nexport (const (?:.|\n)*?)```/.exec(guide)!;
  const [, name] = /const (\w+)/.exec(code!)!;
  const scope = Object.entries(glissade);
  const { outputText } = ts.transpileModule(`${code}\nreturn ${name};`, {});
  return new Function(...scope.map(([each]) => each), outputText)(...scope.map(([, value]) => value));
}

it("the guide's operation passes the conformance suite", async () => {
  const op = readRecord();
  for (const sample of op.samples) {
    expect(await check({ op, sample, dtype: "float32" })).toEqual([]);
    expect(await check({ op, sample, dtype: "float64" })).toEqual([]);
  }
});

it("the guide's operation runs, differentiates and batches, also outside", async () => {
  const gaussian = defineOp(readRecord()) as (x: Tensor) => Tensor;
  const x = tensor([0, Math.SQRT1_2], { dtype: "float64" });
  expectClose(await numbers(gaussian(x)), [1, Math.exp(-0.5)]);
  expectClose(await numbers(vmap(grad(gaussian))(x)), [0, -Math.SQRT2 * Math.exp(-0.5)]);
});

/** A row of the table: what is added, in which folders or files, and the files that list it. */
const rows = [...guide.matchAll(/^\| an? (\w+) +\| (.*?) +\| (.*?) +\|$/gm)].map(
  ([, what, places, lists]) => ({
    what: what!,
    places: pathsIn(places!),
    lists: pathsIn(lists!),
  }),
);

/** Paths in backticks, below the folder of packages. */
function pathsIn(cell: string): string[] {
  return [...cell.matchAll(/`packages\/([^`]+)`/g)].map(([, path]) => path!);
}

const textOf = (file: string) => readFileSync(new URL(`../packages/${file}`, import.meta.url), "utf8");

describe("where to add", () => {
  it("is answered for ten things", () => {
    expect(rows.map(({ what }) => what)).toEqual([
      ...["layer", "loss", "metric", "optimizer", "schedule"],
      ...["reader", "callback", "operation", "provider", "command"],
    ]);
  });

  it.each(rows)("$what: the places are there, and are listed where the answer says", ({ places, lists }) => {
    for (const place of places) {
      expect(existsSync(new URL(`../packages/${place}`, import.meta.url)), place).toBe(true);
      const listed = imports.filter(({ from, to }) => lists.includes(from) && to.startsWith(place));
      expect(place.endsWith(".ts") || listed.length > 0, place).toBe(true);
    }
  });

  it.each(rows)("$what: every public file of the places is listed", ({ places, lists }) => {
    if (lists.length === 0) return expect(textOf(places[0]!)).toMatch(/^export (function|const) /m);
    const isHere = (file: string) => places.some((place) => file.startsWith(place));
    const readers = (file: string) => imports.flatMap(({ from, to }) => (to === file ? [from] : []));
    const isListed = (file: string) =>
      readers(file).some((from) => lists.includes(from) || isHere(from) || from === "glissade/src/index.ts");
    const isPublic = (file: string) => /\n \* @example\n/.test(textOf(file)) && !lists.includes(file);
    expect(sources.filter((file) => isHere(file) && isPublic(file) && !isListed(file))).toEqual([]);
  });
});

/** The file of the guide's optimizer, with the imports that the guide leaves out. */
const optimizerFile = (folder: string): string => `
import { div, mul } from "${folder}/../ops/elementwise/arithmetic.ts";
import { tanh } from "${folder}/../ops/elementwise/unary.ts";
import { castLike } from "${folder}/math/moments.ts";
import type { Algorithm } from "${folder}/options/algorithm.ts";
import { positive, rate } from "${folder}/options/option-makers.ts";
import type { Named, OptionsOf } from "${folder}/options/option.ts";
import { type NoState, stateless } from "${folder}/transform.ts";
import { type DescentState, descent } from "${folder}/transforms/descent.ts";
${/```ts optimizer\n((?:.|\n)*?)```/.exec(guide)![1]}`;

it("the guide's optimizer compiles", () => {
  const code = optimizerFile("./packages/glissade/src/optim");
  expect(typeErrors([{ title: "the guide's optimizer", code }])).toEqual([]);
});

it("the guide's optimizer is found by text, checks its options and runs", async () => {
  const { parse } = await plantOptimizer(optimizerFile(".."), "text/parse.ts");
  const { text, optimizer } = parse("softDescent(.1, limit = 0.5)");
  expect(text).toBe("softDescent(0.1, limit=0.5)");
  const params = tensor([0, 0], { dtype: "float64" });
  const gradients = tensor([0.5, 100], { dtype: "float64" });
  const [updates] = optimizer.update(gradients, optimizer.init(params), { params });
  expectClose(await numbers(updates), [-0.05 * Math.tanh(1), -0.05]);
  expect(() => parse("softDescent(0.1, limt=0.5)")).toThrow(
    "softDescent({ limt }): is not an option. The nearest is limit (known: learningRate, limit).",
  );
  expect(() => parse("softDescent(0.1, limit=0)")).toThrow(
    "softDescent({ limit }): must be positive and finite, got 0.",
  );
});
