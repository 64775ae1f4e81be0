/** @file The operation that CONTRIBUTING.md adds, really added: one record, and every stage knows it. */

import { readFileSync } from "node:fs";
import ts from "typescript";
import { expect, it } from "vitest";
import { grad } from "../packages/glissade/src/grad/grad.ts";
import type { Op } from "../packages/glissade/src/graph/op.ts";
import type { Tensor } from "../packages/glissade/src/graph/tensor.ts";
import * as arithmetic from "../packages/glissade/src/ops/elementwise/arithmetic.ts";
import * as compare from "../packages/glissade/src/ops/elementwise/compare.ts";
import * as elementwise from "../packages/glissade/src/ops/elementwise/elementwise.ts";
import * as unary from "../packages/glissade/src/ops/elementwise/unary.ts";
import { tensor } from "../packages/glissade/src/tensor.ts";
import { vmap } from "../packages/glissade/src/vmap/vmap.ts";
import "../packages/glissade/src/run/evaluate.ts";
import { expectClose, numbers } from "./support/close.ts";
import { check } from "./support/op-checks.ts";

const guide = readFileSync(new URL("../CONTRIBUTING.md", import.meta.url), "utf8");

/** The record of the guide's code block, made with what the families of operations offer. */
function readRecord(): Op<Record<never, never>> {
  const [, code] = /```ts operation\nexport (const (?:.|\n)*?)```/.exec(guide)!;
  const [, name] = /const (\w+)/.exec(code!)!;
  const scope = { ...arithmetic, ...compare, ...elementwise, ...unary };
  const { outputText } = ts.transpileModule(`${code}\nreturn ${name};`, {});
  return new Function(...Object.keys(scope), outputText)(...Object.values(scope));
}

it("the guide's operation passes the conformance suite", async () => {
  const op = readRecord();
  for (const sample of op.samples) {
    expect(await check({ op, sample, dtype: "float32" })).toEqual([]);
    expect(await check({ op, sample, dtype: "float64" })).toEqual([]);
  }
});

it("the guide's operation runs, differentiates and batches", async () => {
  const gaussian = elementwise.callUnary(readRecord()) as (x: Tensor) => Tensor;
  const x = tensor([0, Math.SQRT1_2], { dtype: "float64" });
  expectClose(await numbers(gaussian(x)), [1, Math.exp(-0.5)]);
  expectClose(await numbers(vmap(grad(gaussian))(x)), [0, -Math.SQRT2 * Math.exp(-0.5)]);
});
