/** @file For tests: graphs run by their kernels, beside the reference implementations. */

import { expect } from "vitest";
import { apply } from "../graph/apply.ts";
import { type Dtype, dtypes, type TypedArray, toNumbers, toWrapped } from "../graph/dtype.ts";
import type { HostArray } from "../graph/host.ts";
import type { Lane, LaneDtype, LaneMath } from "../graph/lane.ts";
import type { Op, TensorType } from "../graph/op.ts";
import { sizeOf } from "../graph/shape.ts";
import { graphOf, interpret } from "../graph/subgraph.ts";
import type { Graph } from "../graph/walk.ts";
import type { FusedAttributes } from "./fused.ts";
import { compileKernels, type KernelMemory } from "./kernel.ts";
import { createMemory, PAGE } from "./wasm/instantiate.ts";

const limits = { initial: 1024, maximum: 1024, shared: true };
const memory = createMemory(limits);
/** What nothing may write over. */
const GUARD = 0xab;

/** Room behind the first page, from the start again for each graph. */
function createRoom(): KernelMemory & { readonly allocate: (bytes: number) => number } {
  let top = PAGE;
  return {
    memory,
    limits,
    allocate(bytes) {
      const at = top;
      top += Math.ceil(bytes / 64) * 64 + 64;
      new Uint8Array(memory.buffer, at, top - at).fill(GUARD);
      return at;
    },
  };
}

let scratchTop = 0;

/** Kernels keep scratch memory, at the end. */
const roomOfKernels: KernelMemory = {
  memory,
  limits,
  allocate(bytes) {
    scratchTop += Math.ceil(bytes / 64) * 64;
    return limits.maximum * PAGE - scratchTop;
  },
};

/** Numbers of a type, which differ from place to place and from tensor to tensor. */
export function numbersFor({ dtype, shape }: TensorType, which: number): HostArray {
  const at = (index: number) => Math.sin(index * (which + 1.3)) + 0.1 * which;
  const number = (index: number) => {
    if (dtype === "bool") return Number(at(index) > 0);
    if (dtype.endsWith("int32")) return Math.abs(Math.round(at(index) * 5));
    return Math.fround(at(index));
  };
  return { dtype, shape, data: Float64Array.from({ length: sizeOf(shape) }, (_, index) => number(index)) };
}

/** The outputs of a graph as its kernel computes them, whose code may be written by hand. */
export function runKernel(
  graph: Graph,
  inputs: readonly HostArray[],
  write?: FusedAttributes["write"],
): Float64Array[] {
  const [kernel] = compileKernels([{ graph, write }], roomOfKernels);
  const { allocate } = createRoom();
  const put = (data: TypedArray): number => {
    const address = allocate(data.byteLength);
    new Uint8Array(memory.buffer, address).set(new Uint8Array(data.buffer, 0, data.byteLength));
    return address;
  };
  const given = inputs.map(({ dtype, data }) => put(toWrapped(dtype, data)));
  const made = graph.outputs.map(({ dtype, size }) => {
    const { byteLength } = new dtypes[dtype].array(size);
    return { address: allocate(byteLength), byteLength, dtype, size };
  });
  kernel!([...given, ...made.map(({ address }) => address)]);
  return made.map(({ address, byteLength, dtype, size }) => {
    const behind = new Uint8Array(memory.buffer, address + byteLength, 16);
    expect([...behind], "nothing is written behind the end").toEqual(new Array(16).fill(GUARD));
    const View = dtypes[dtype].array as unknown as new (...from: unknown[]) => TypedArray;
    return toNumbers(new View(memory.buffer, address, size));
  });
}

/** Expects the results of the kernel to be those of the references, relative to the largest of each. */
export function expectSame(
  graph: Graph,
  inputs: readonly HostArray[],
  tolerance: number,
  write?: FusedAttributes["write"],
): void {
  const results = runKernel(graph, inputs, write);
  interpret(graph, inputs).forEach(({ data }, output) => {
    const scale = data.reduce(
      (most, value) => (Number.isFinite(value) ? Math.max(most, Math.abs(value)) : most),
      1,
    );
    data.forEach((value, index) => {
      const got = results[output]![index]!;
      const isSame = Object.is(got, value) || Math.abs(got - value) <= tolerance * scale;
      if (!isSame) expect.fail(`output ${output} at ${index}: ${got}, not ${value}`);
    });
  });
}

type Each = (math: LaneMath, inputs: readonly Lane[]) => Lane;

/** A function of elements, computed by the kernel of an operation that has it as its lane. */
export function laneLoop(dtypes: readonly LaneDtype[], each: Each) {
  return (inputs: readonly ArrayLike<number>[]): Float64Array[] => {
    const types = inputs.map(({ length }, index) => ({ dtype: dtypes[index]! as Dtype, shape: [length] }));
    // Kernels ask a record for no more.
    const op = { name: "Lane", infer: () => types[0]!, lane: { kind: "map", each } } as unknown as Op;
    const graph = graphOf(types, (...tensors) => [apply(op, tensors, {})]);
    return runKernel(
      graph,
      types.map((type, index) => ({ ...type, data: Float64Array.from(inputs[index]!) })),
    );
  };
}
