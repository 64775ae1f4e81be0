/** @file Every operation times every sample: the record says one thing everywhere. */

import { describe, expect, it } from "vitest";
import { type Dtype, dtypes } from "../packages/glissade/src/graph/dtype.ts";
import type { AnyOp, Sample } from "../packages/glissade/src/graph/op.ts";
import { formatShape } from "../packages/glissade/src/graph/shape.ts";
import { allOps } from "./support/all-ops.ts";
import { problems } from "./support/claims.ts";
import { attempt, check, forward } from "./support/op-checks.ts";
import { isShape } from "./support/values.ts";

/** Floats where an input leaves the choice. */
const dtypesOf = (sample: Sample<unknown>): Dtype[] =>
  sample.inputs.some((input) => isShape(input) || !input.dtype) ? ["float32", "float64"] : ["float32"];

const cases = (op: AnyOp) =>
  op.samples.flatMap((sample, index) => dtypesOf(sample).map((dtype) => ({ op, sample, dtype, index })));

const title = ({ sample, dtype, index }: ReturnType<typeof cases>[number]) => {
  const shapes = sample.inputs.map((input) => formatShape(isShape(input) ? input : input.shape));
  return `sample ${index}: ${shapes.join(", ")} ${dtype}`;
};

/** Problems that are meant. */
const meant: { readonly [op: string]: { readonly problem: RegExp; readonly reason: string } } = {
  StopGradient: { problem: /^gradient for input 0/, reason: "its gradient is zero by definition" },
};

describe.each(allOps.map((op) => ({ name: op.name, op })))("$name", ({ op }) => {
  it.each(cases(op).map((each) => [title(each), each] as const))("%s", async (_, each) => {
    const found = await check(each);
    const known = meant[op.name];
    if (!known) return expect(found).toEqual([]);
    for (const problem of found) expect(problem, known.reason).toMatch(known.problem);
    expect(found, "an unexpected pass").not.toEqual([]);
  });
});

describe.each(Object.keys(dtypes) as Dtype[])("%s", (dtype) => {
  const takes = (op: AnyOp) => attempt(() => forward({ op, sample: op.samples[0]!, dtype })) !== undefined;
  it.each(allOps.filter(takes).map((op) => [op.name, op] as const))("%s", async (_, op) => {
    expect(await problems(forward({ op, sample: op.samples[0]!, dtype }))).toEqual([]);
  });
});

it("names each operation once", () => {
  const names = allOps.map((op) => op.name);
  expect(names).toEqual([...new Set(names)]);
});
