/** @file Every operation says how it enters kernels, and what it says gives what the operation gives. */

import { describe, expect, it } from "vitest";
import { toList } from "../packages/glissade/src/graph/apply.ts";
import type { HostArray } from "../packages/glissade/src/graph/host.ts";
import { unsaidLane } from "../packages/glissade/src/graph/lane.ts";
import { type AnyOp, type Attributes, attributesAt } from "../packages/glissade/src/graph/op.ts";
import { graphOf, interpret } from "../packages/glissade/src/graph/subgraph.ts";
import { allOps } from "./support/all-ops.ts";
import {
  isMapped,
  laneDtypes,
  laneResults,
  type MappedOp,
  named,
  takes,
  toleranceOf,
  wrongAmong,
} from "./support/lane-results.ts";
import { sampleInputs } from "./support/values.ts";

it.each(named(allOps))("%s says its lane", (_, { lane }) => {
  expect(lane).not.toBe(unsaidLane);
  if (lane.kind === "none") expect(lane.reason).toMatch(/^\w/);
});

const samplesOf = (op: AnyOp) => op.samples.map((sample, index) => [index, sample] as const);

const composed = allOps.filter(({ lane }) => lane.kind === "compose");

describe.each(named(composed))("%s is made of others", (_, op) => {
  it.each(samplesOf(op))("sample %i", (_, sample) => {
    const inputs = sampleInputs(sample, "float64");
    const attributes = attributesAt(sample, inputs);
    const graph = graphOf(inputs, (...tensors) =>
      op.lane.kind === "compose" ? toList(op.lane.from(tensors, attributes)) : [],
    );
    const expected = toList(op.reference(inputs, attributes));
    expect(wrongAmong(interpret(graph, inputs), expected, 1e-13)).toEqual([]);
  });
});

interface Case {
  readonly inputs: readonly HostArray[];
  readonly attributes: Attributes;
}

/** The operation's samples in each dtype that it and kernels take. */
function cases(op: AnyOp): Case[] {
  const all = laneDtypes.flatMap((dtype) =>
    op.samples.map((sample) => {
      const inputs = sampleInputs(sample, dtype);
      return { inputs, attributes: attributesAt(sample, inputs) };
    }),
  );
  return all.filter(({ inputs, attributes }) => takes(op, inputs, attributes));
}

const mapped: readonly MappedOp[] = allOps.filter(isMapped);

describe.each(named(mapped))("the lane of %s", (_, op) => {
  it("gives what the reference gives", () => {
    const all = cases(op);
    expect(all).not.toEqual([]);
    for (const { inputs, attributes } of all) {
      const expected = toList(op.reference(inputs, attributes));
      const results = laneResults(op, inputs, attributes);
      expect(wrongAmong(results, expected, toleranceOf(inputs)), JSON.stringify(inputs)).toEqual([]);
    }
  });
});
