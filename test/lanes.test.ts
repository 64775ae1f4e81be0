/** @file Every operation says how it enters kernels, and what it says gives what the operation gives. */

import { describe, expect, it } from "vitest";
import { toList } from "../packages/glissade/src/graph/apply.ts";
import { type Dtype, isFloat } from "../packages/glissade/src/graph/dtype.ts";
import { type HostArray, hostArray } from "../packages/glissade/src/graph/host.ts";
import { unsaidLane } from "../packages/glissade/src/graph/lane.ts";
import { type AnyOp, type Attributes, attributesAt } from "../packages/glissade/src/graph/op.ts";
import { graphOf, interpret } from "../packages/glissade/src/graph/subgraph.ts";
import { allOps } from "./support/all-ops.ts";
import { compare } from "./support/claims.ts";
import { isLaneDtype, isMapped, laneDtypes, laneResults, type MappedOp } from "./support/lane-results.ts";
import { attempt } from "./support/op-checks.ts";
import { sampleInputs } from "./support/values.ts";

const named = <Each extends AnyOp>(ops: readonly Each[]) => ops.map((op) => [op.name, op] as const);

it.each(named(allOps))("%s says its lane", (_, { lane }) => {
  expect(lane).not.toBe(unsaidLane);
  if (lane.kind === "none") expect(lane.reason).toMatch(/^\w/);
});

/** What is wrong with results, beside those of the reference. */
function wrongAmong(
  results: readonly HostArray[],
  expected: readonly HostArray[],
  tolerance: number,
): string[] {
  return results.flatMap((actual, index) =>
    compare({ what: `output ${index}`, expected: expected[index]!, tolerance }, actual),
  );
}

const TOLERANCE = { float32: 5e-7, float64: 1e-13 } as const;

const toleranceOf = (inputs: readonly HostArray[]): number =>
  inputs.some(({ dtype }) => dtype === "float32") ? TOLERANCE.float32 : TOLERANCE.float64;

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

function takes(op: AnyOp, inputs: readonly HostArray[], attributes: Attributes): boolean {
  const results = attempt(() => toList(op.infer(inputs, attributes)));
  return results !== undefined && [...inputs, ...results].every(({ dtype }) => isLaneDtype(dtype));
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

type LimitedDtype = (typeof laneDtypes)[number];

const Inf = Number.POSITIVE_INFINITY;

const extremes: { readonly [dtype in LimitedDtype]: readonly number[] } = {
  float32: [0, -0, 1, -1, 0.5, -1.5, 2.5, 1e-40, -1e-40, 3e38, -3e38, Inf, -Inf, Number.NaN],
  float64: [0, -0, 1, -1, 0.5, -1.5, 2.5, 1e-310, -1e-310, 1e308, -1e308, Inf, -Inf, Number.NaN],
  int32: [0, 1, -1, 7, 2 ** 30, -(2 ** 31), 2 ** 31 - 1],
  uint32: [0, 1, 7, 2 ** 31, 2 ** 32 - 1],
  bool: [0, 1],
};

interface Unsettled {
  readonly reason: string;
  /** Whether the reference's answer for these inputs is the rule. */
  allows(values: readonly number[], dtype: Dtype): boolean;
}

const farOut: Unsettled = {
  reason: "the sine loses digits far out",
  allows: ([x]) => Math.abs(x!) < 1e5 || Math.abs(x!) === Inf,
};

const longProduct: Unsettled = {
  reason: "the reference rounds products of integers",
  allows: (values, dtype) => isFloat(dtype) || Math.abs(values[0]! * values.at(-1)!) <= 2 ** 53,
};

const shift: Unsettled = {
  reason: "bits are fewer than 32",
  allows: ([, bits]) => bits! >= 0 && bits! < 32,
};

const unsettled: { readonly [op: string]: Unsettled } = {
  Sin: farOut,
  Cos: farOut,
  Mul: longProduct,
  Square: longProduct,
  ShiftLeft: shift,
  ShiftRight: shift,
  Cast: { reason: "too large numbers become undefined integers", allows: ([x]) => Math.abs(x!) < 1e9 },
  Pow: {
    reason: "1 to an infinite power is 1 to ONNX Runtime, NaN to JavaScript",
    allows: ([x, y]) => Math.abs(x!) !== 1 || Math.abs(y!) !== Inf,
  },
};

/** Every combination of extreme values as inputs of an operation, of a dtype where it leaves the choice. */
function extremeInputs(op: AnyOp, dtype: LimitedDtype): HostArray[] {
  const types = sampleInputs(op.samples[0]!, dtype).map((input) => input.dtype) as LimitedDtype[];
  const rows = types.reduce<number[][]>(
    (found, type) => found.flatMap((row) => extremes[type].map((value) => [...row, value])),
    [[]],
  );
  const allowed = rows.filter((row) => unsettled[op.name]?.allows(row, dtype) ?? true);
  return types.map((type, column) =>
    hostArray(
      type as Dtype,
      [allowed.length],
      Float64Array.from(allowed, (row) => row[column]!),
    ),
  );
}

function wrongAtLimits(op: MappedOp, dtype: LimitedDtype): string[] {
  const inputs = extremeInputs(op, dtype);
  const attributes = attributesAt(op.samples[0]!, inputs);
  const expected = toList(op.reference(inputs, attributes));
  const tolerance = isFloat(dtype) ? TOLERANCE[dtype as "float32"] : 0;
  return wrongAmong(laneResults(op, inputs, attributes), expected, tolerance);
}

describe.each(laneDtypes)("%s at its limits", (dtype) => {
  const takesIt = (op: AnyOp) => {
    const types = sampleInputs(op.samples[0]!, dtype);
    const attributes = attributesAt(op.samples[0]!, types);
    return takes(op, types, attributes);
  };
  it.each(named(mapped.filter(takesIt)))("%s", (_, op) => {
    expect(wrongAtLimits(op, dtype)).toEqual([]);
  });
});

const lanes = (each: MappedOp["lane"]["each"]): MappedOp["lane"] => ({ kind: "map", each });

type Fault = readonly [name: string, fault: string, dtype: LimitedDtype, lane: MappedOp["lane"]];

const faults: readonly Fault[] = [
  ["Sub", "operands swapped", "int32", lanes((math, [x, y]) => math.sub(y!, x!))],
  ["Maximum", "numbers beside NaN", "float32", lanes((math, [x, y]) => math.pmax(x!, y!))],
  [
    "Round",
    "halves upwards",
    "float64",
    lanes((math, [x]) => math.floor(math.add(x!, math.constant(x!.dtype, 0.5)))),
  ],
  ["LessEqual", "equal numbers forgotten", "uint32", lanes((math, [x, y]) => math.less(x!, y!))],
  ["Erf", "the sign lost", "float32", lanes((math, [x]) => math.erf(math.abs(x!)))],
  ["ShiftRight", "one bit alone", "uint32", lanes((math, [x]) => math.shiftRight(x!, 1))],
  ["Not", "truth passed on", "bool", lanes((math, [x]) => math.or(x!, x!))],
];

it.each(faults)("%s is caught with %s", (name, _, dtype, lane) => {
  const op: MappedOp = { ...mapped.find((each) => each.name === name)!, lane };
  expect(wrongAtLimits(op, dtype)).not.toEqual([]);
});
