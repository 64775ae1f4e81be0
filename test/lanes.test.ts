/** @file Every operation says how it enters kernels, and compositions give what the operation gives. */

import { describe, expect, it } from "vitest";
import { toList } from "../packages/glissade/src/graph/apply.ts";
import { unsaidLane } from "../packages/glissade/src/graph/lane.ts";
import { type AnyOp, attributesAt } from "../packages/glissade/src/graph/op.ts";
import { graphOf, interpret } from "../packages/glissade/src/graph/subgraph.ts";
import { allOps } from "./support/all-ops.ts";
import { compare } from "./support/claims.ts";
import { sampleInputs } from "./support/values.ts";

const cases = allOps.map((op) => [op.name, op] as const);

it.each(cases)("%s says its lane", (_, { lane }) => {
  expect(lane).not.toBe(unsaidLane);
  if (lane.kind === "none") expect(lane.reason).toMatch(/^\w/);
});

const samplesOf = (op: AnyOp) => op.samples.map((sample, index) => [index, sample] as const);

describe.each(cases.filter(([, { lane }]) => lane.kind === "compose"))("%s is made of others", (_, op) => {
  it.each(samplesOf(op))("sample %i", (_, sample) => {
    const inputs = sampleInputs(sample, "float64");
    const attributes = attributesAt(sample, inputs);
    const graph = graphOf(inputs, (...tensors) =>
      op.lane.kind === "compose" ? toList(op.lane.from(tensors, attributes)) : [],
    );
    const expected = toList(op.reference(inputs, attributes));
    const wrong = interpret(graph, inputs).flatMap((actual, index) =>
      compare({ what: `output ${index}`, expected: expected[index]!, tolerance: 1e-13 }, actual),
    );
    expect(wrong).toEqual([]);
  });
});
