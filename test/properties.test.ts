/** @file Properties of all programs, checked on random ones. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { print } from "../packages/glissade/src/graph/print.ts";
import { rewrite } from "../packages/glissade/src/graph/rewrite.ts";
import { evaluate } from "../packages/glissade/src/run/evaluate.ts";
import { trace } from "../packages/glissade/src/trace/trace.ts";
import { problems } from "./support/claims.ts";
import { interpret, toTensor } from "./support/interpret.ts";
import { batchClaims, gradientClaims, type Program, subsets } from "./support/program-checks.ts";
import { randomProgram } from "./support/random-program.ts";
import { sampleInputs } from "./support/values.ts";

const sample = { inputs: [[2, 3], [3], []] };
const variants = [0, 1, 2].map((variant) => sampleInputs(sample, "float64", variant));
const inputs = variants[0]!;

/** The same programs in every run, so that a failure can be repeated. */
const holds = (property: (f: Program) => Promise<void> | void, numRuns: number) =>
  fc.assert(
    fc.asyncProperty(randomProgram, async (f) => property(f)),
    { seed: 7, numRuns },
  );

describe("random programs", () => {
  it("run as their references say, as recorded and rewritten", () =>
    holds(async (f) => {
      const outputs = f(...inputs.map(toTensor));
      const expected = interpret(outputs);
      const claims = outputs.map((actual, index) => ({
        what: `output ${index}`,
        actual,
        expected: expected[index]!,
      }));
      expect(await problems(claims)).toEqual([]);
    }, 150));

  it("have the gradients of finite differences", () =>
    holds(async (f) => {
      expect(await problems(gradientClaims("gradient", f, inputs))).toEqual([]);
    }, 100));

  it("run on a batch as in a loop, whatever is batched", () =>
    holds(async (f) => {
      const claims = subsets(inputs.length).flatMap((batched) =>
        batchClaims("batch", f, { variants, batched }),
      );
      expect(await problems(claims)).toEqual([]);
    }, 60));

  it("print the same text each time they are traced", () =>
    holds((f) => {
      const text = () => print(trace(f, ...inputs.map(toTensor)));
      expect(text()).toBe(text());
    }, 150));

  it("are not changed by a second rewrite", () =>
    holds((f) => {
      const once = rewrite(trace(f, ...inputs.map(toTensor)));
      expect(print(rewrite(once))).toBe(print(once));
    }, 150));

  it("settle when evaluated, on the values of the first evaluation", () =>
    holds(async (f) => {
      const outputs = await evaluate(f(...inputs.map(toTensor)));
      expect(outputs.every(({ source }) => source.kind !== "op")).toBe(true);
      const data = await Promise.all(outputs.map((output) => output.data()));
      await evaluate(outputs);
      expect(await Promise.all(outputs.map((output) => output.data()))).toEqual(data);
    }, 60));
});
