/** @file The lanes of operations at zeros, infinities, NaN and the limits of integers; and that faults show there. */

import { describe, expect, it } from "vitest";
import { toList } from "../packages/glissade/src/graph/apply.ts";
import { type Dtype, isFloat } from "../packages/glissade/src/graph/dtype.ts";
import { hostArray } from "../packages/glissade/src/graph/host.ts";
import { type Attributes, attributesAt } from "../packages/glissade/src/graph/op.ts";
import { allOps } from "./support/all-ops.ts";
import {
  isMapped,
  laneDtypes,
  laneResults,
  type MappedOp,
  named,
  TOLERANCE,
  takes,
  wrongAmong,
} from "./support/lane-results.ts";
import { sampleInputs } from "./support/values.ts";

const mapped: readonly MappedOp[] = allOps.filter(isMapped);

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
  allows(values: readonly number[], dtype: Dtype, attributes: Attributes): boolean;
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

const inRange = (x: number, dtype: Attributes[string]): boolean =>
  Math.abs(x) < 1e9 && (dtype === "int32" || x >= 0);

const unsettled: { readonly [op: string]: Unsettled } = {
  Sin: farOut,
  Cos: farOut,
  Mul: longProduct,
  Square: longProduct,
  ShiftLeft: shift,
  ShiftRight: shift,
  Cast: {
    reason: "floats out of the range of integers become undefined ones",
    allows: ([x], from, { dtype: to }) =>
      !isFloat(from) || isFloat(to as Dtype) || to === "bool" || inRange(x!, to),
  },
};

interface Case {
  readonly op: MappedOp;
  readonly dtype: LimitedDtype;
  readonly attributes: Attributes;
}

/** Every combination of extreme values as inputs of the operation. */
function extremeInputs({ op, dtype, attributes }: Case) {
  const types = sampleInputs(op.samples[0]!, dtype).map((input) => input.dtype as LimitedDtype);
  const rows = types.reduce<number[][]>(
    (found, type) => found.flatMap((row) => extremes[type].map((value) => [...row, value])),
    [[]],
  );
  const allowed = rows.filter((row) => unsettled[op.name]?.allows(row, dtype, attributes) ?? true);
  return types.map((type, column) =>
    hostArray(
      type,
      [allowed.length],
      Float64Array.from(allowed, (row) => row[column]!),
    ),
  );
}

/** The operation with the attributes of each sample, where it and kernels take the dtype. */
const casesOf = (op: MappedOp, dtype: LimitedDtype): Case[] =>
  op.samples
    .map((sample) => ({ op, dtype, attributes: attributesAt(sample, sampleInputs(sample, dtype)) }))
    .filter((each) => takes(op, extremeInputs(each), each.attributes));

const wrongAtLimits = (op: MappedOp, dtype: LimitedDtype): string[] =>
  casesOf(op, dtype).flatMap((each) => {
    const inputs = extremeInputs(each);
    const expected = toList(op.reference(inputs, each.attributes));
    const tolerance = isFloat(dtype) ? TOLERANCE[dtype as "float32"] : 0;
    return wrongAmong(laneResults(op, inputs, each.attributes), expected, tolerance);
  });

describe.each(laneDtypes)("%s at its limits", (dtype) => {
  it.each(named(mapped.filter((op) => casesOf(op, dtype).length > 0)))("%s", (_, op) => {
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
