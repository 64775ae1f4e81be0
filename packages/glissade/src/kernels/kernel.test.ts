/** @file Kernels against the reference implementations. */

import { describe, expect, test } from "vitest";
import type { Dtype } from "../graph/dtype.ts";
import type { TensorType } from "../graph/op.ts";
import { graphOf } from "../graph/subgraph.ts";
import type { Tensor } from "../graph/tensor.ts";
import { add, div, maximum, mul, sub } from "../ops/elementwise/arithmetic.ts";
import { greater, where } from "../ops/elementwise/compare.ts";
import { sqrt, square } from "../ops/elementwise/unary.ts";
import { max } from "../ops/reduce/reduce.ts";
import { expand, sum } from "../ops/reduce/sum.ts";
import { reshape } from "../ops/shape/layout.ts";
import { planOfGraph } from "./kernel.ts";
import { expectSame, numbersFor, runKernel } from "./testing.ts";

type Make = (...inputs: Tensor[]) => readonly Tensor[];

/** Compares a graph's kernel with its references, on numbers that differ from place to place. */
function check(shapes: readonly (readonly number[])[], make: Make, dtype: Dtype = "float32") {
  const types: TensorType[] = shapes.map((shape) => ({ dtype, shape }));
  const graph = graphOf(types, make);
  expectSame(
    graph,
    types.map((type, which) => numbersFor(type, which)),
    dtype === "float64" ? 1e-13 : 3e-6,
  );
}

const normalised: Make = (x) => {
  const length = x!.shape.at(-1)!;
  const centred = sub(x!, div(sum(x!, { axis: -1, keepDims: true }), length));
  const variance = div(sum(square(centred), { axis: -1, keepDims: true }), length);
  return [div(centred, sqrt(add(variance, 0.1))), variance];
};

const cases: Record<string, { shapes: number[][]; make: Make }> = {
  "elements of one axis": { shapes: [[67], [67]], make: (x, y) => [mul(add(x!, y!), 2), sub(x!, y!)] },
  scalars: { shapes: [[], []], make: (x, y) => [mul(x!, y!)] },
  "many elements": { shapes: [[40001], []], make: (x, y) => [mul(x!, y!)] },
  broadcasting: { shapes: [[3, 5], [5], [3, 1]], make: (x, y, z) => [add(mul(x!, y!), z!)] },
  "broadcasting in the middle": {
    shapes: [
      [2, 3, 17],
      [3, 1],
    ],
    make: (x, y) => [mul(x!, y!)],
  },
  "an outer product": {
    shapes: [
      [7, 1],
      [1, 9],
    ],
    make: (x, y) => [mul(x!, y!)],
  },
  conditions: { shapes: [[4, 33], [33]], make: (x, y) => [where(greater(x!, y!), x!, 0), greater(x!, 0)] },
  "sums of rows": { shapes: [[5, 37]], make: (x) => [sum(square(x!), { axis: 1 })] },
  "sums of columns": { shapes: [[50, 37]], make: (x) => [mul(x!, 2), sum(x!, { axis: 0 })] },
  "sums of many columns": { shapes: [[700, 129]], make: (x) => [sum(mul(x!, x!), { axis: 0 })] },
  "a sum of everything": { shapes: [[300, 129]], make: (x) => [sum(square(x!))] },
  "sums of channels": {
    shapes: [[9, 5, 21]],
    make: (x) => [sum(x!, { axis: [0, 2] }), sum(square(x!), { axis: [0, 2] })],
  },
  "sums of many channels": { shapes: [[32, 5, 210]], make: (x) => [sum(x!, { axis: [0, 2] })] },
  "sums over the middle": { shapes: [[9, 5, 21]], make: (x) => [sum(x!, { axis: 1 })] },
  "normalised rows": { shapes: [[7, 33]], make: normalised },
  "many normalised rows": { shapes: [[700, 130]], make: normalised },
  "rows less their maximum": {
    shapes: [[3, 4, 10]],
    make: (x) => [sub(x!, max(x!, { axis: 2, keepDims: true }))],
  },
  "normalised rows and sums of columns": {
    shapes: [[64, 40], [40]],
    make: (x, w) => {
      const [y] = normalised(x!);
      return [mul(y!, w!), sum(mul(y!, x!), { axis: 0 })];
    },
  },
  "groups of channels": {
    shapes: [
      [2, 6, 10],
      [6, 1],
    ],
    make: (x, w) => {
      const [y] = normalised(reshape(x!, [2, 3, 20]));
      return [maximum(mul(reshape(y!, [2, 6, 10]), w!), 0)];
    },
  },
};

const invariant: Record<string, { shapes: number[][]; make: Make }> = {};
for (const length of [2, 3, 4, 5, 8, 17, 33]) {
  invariant[`a sum over ${length} of what does not vary`] = {
    shapes: [[1]],
    make: (x) => [sum(expand(square(x!), [length]))],
  };
  invariant[`sums over ${length} of what does not vary`] = {
    shapes: [[3, 1]],
    make: (x) => [sum(expand(square(x!), [3, length]), { axis: 1 })],
  };
}

describe.each(["float32", "float64"] as const)("%s", (dtype) => {
  test.each(Object.entries({ ...cases, ...invariant }))("%s", (_, { shapes, make }) =>
    check(shapes, make, dtype),
  );
});

test.each([
  [[10_000_000], undefined],
  [[2, 2_000_000], 1],
  [[300_000, 3], undefined],
] as [number[], number | undefined][])("long sums of float32 keep their digits: %j", (shape, axis) => {
  const graph = graphOf([{ dtype: "float32", shape }], (x) => [sum(x!, axis === undefined ? {} : { axis })]);
  if (!planOfGraph(graph)) return;
  const data = new Float64Array(shape.reduce((a, b) => a * b)).fill(Math.fround(0.1));
  const total = runKernel(graph, [{ dtype: "float32", shape, data }])[0]![0]!;
  const exact = (Math.fround(0.1) * data.length) / graph.outputs[0]!.size;
  expect(Math.abs(total / exact - 1)).toBeLessThan(2e-6);
});

test("sums of many rows, one after the other, are left to ONNX Runtime", () => {
  const columns = graphOf([{ dtype: "float32", shape: [3, 1_000_000, 2] }], (x) => [sum(x!, { axis: 1 })]);
  expect(planOfGraph(columns)).toBeUndefined();
});
