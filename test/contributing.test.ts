/** @file The operation that CONTRIBUTING.md adds, really added: one record, and every stage knows it. */

import { readFileSync } from "node:fs";
import * as glissade from "glissade";
import { defineOp, grad, type Op, type Tensor, tensor, vmap } from "glissade";
import ts from "typescript";
import { expect, it } from "vitest";
import { expectClose, numbers } from "./support/close.ts";
import { check } from "./support/op-checks.ts";

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
