/** @file Kernels against the reference implementations. */

import { describe, expect, test } from "vitest";
import { type Dtype, toWrapped } from "../graph/dtype.ts";
import type { TensorType } from "../graph/op.ts";
import { sizeOf } from "../graph/shape.ts";
import { graphOf, interpret } from "../graph/subgraph.ts";
import type { Tensor } from "../graph/tensor.ts";
import { add, div, maximum, mul, sub } from "../ops/elementwise/arithmetic.ts";
import { greater, where } from "../ops/elementwise/compare.ts";
import { sqrt, square } from "../ops/elementwise/unary.ts";
import { max } from "../ops/reduce/reduce.ts";
import { sum } from "../ops/reduce/sum.ts";
import { reshape } from "../ops/shape/layout.ts";
import { compileKernels } from "./kernel.ts";
import { createMemory, PAGE } from "./wasm/instantiate.ts";

type Make = (...inputs: Tensor[]) => readonly Tensor[];

/** Runs a graph by its kernel and by its references, on numbers that differ from place to place. */
function check(shapes: readonly (readonly number[])[], make: Make, dtype: Dtype = "float32") {
  const types: TensorType[] = shapes.map((shape) => ({ dtype, shape }));
  const graph = graphOf(types, make);
  const limits = { initial: 256, maximum: 256, shared: true };
  const memory = createMemory(limits);
  let top = PAGE;
  const allocate = (bytes: number) => {
    const at = top;
    top += Math.ceil(bytes / 64) * 64 + 64;
    new Uint8Array(memory.buffer, at, bytes).fill(0xab);
    return at;
  };
  const [kernel] = compileKernels([graph], { memory, limits, allocate });
  const inputs = types.map(({ shape }, which) => ({
    dtype,
    shape,
    data: Float64Array.from({ length: sizeOf(shape) }, (_, index) =>
      Math.fround(Math.sin(index * (which + 1.3)) + 0.1 * which),
    ),
  }));
  const at = inputs.map(({ data }) => {
    const typed = toWrapped(dtype, data);
    const address = allocate(typed.byteLength);
    new Uint8Array(memory.buffer, address).set(new Uint8Array(typed.buffer));
    return address;
  });
  const outputs = graph.outputs.map((output) =>
    allocate(toWrapped(output.dtype, new Float64Array(output.size)).byteLength),
  );
  const ends = outputs.map(
    (address, index) =>
      address +
      toWrapped(graph.outputs[index]!.dtype, new Float64Array(graph.outputs[index]!.size)).byteLength,
  );
  kernel!([...at, ...outputs]);
  interpret(graph, inputs).forEach(({ dtype: result, data }, index) => {
    const array = { float32: Float32Array, float64: Float64Array, int32: Int32Array, bool: Uint8Array }[
      result as "float32"
    ];
    const got = new array(memory.buffer as ArrayBuffer, outputs[index]!, data.length);
    const scale = data.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
    const worst = data.reduce((most, value, each) => Math.max(most, Math.abs(value - got[each]!)), 0);
    expect(
      worst / scale,
      `output ${index}: ${[...got].slice(0, 8)} for ${[...data].slice(0, 8)}`,
    ).toBeLessThan(dtype === "float64" ? 1e-13 : 3e-6);
    expect(got.every((value) => !Number.isNaN(value))).toBe(true);
    expect(new Uint8Array(memory.buffer)[ends[index]!], "nothing is written behind the end").toBe(0);
  });
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

describe.each(["float32", "float64"] as const)("%s", (dtype) => {
  test.each(Object.entries(cases))("%s", (_, { shapes, make }) => check(shapes, make, dtype));
});
