/** @file Arguments and results of a session on the heap. */

import type { TypedArray } from "../graph/dtype.ts";
import type { TensorType } from "../graph/op.ts";
import { sameShape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import type { Graph } from "../graph/walk.ts";
import type { Feed } from "./backend.ts";
import { bytesOf, type Heap } from "./heap.ts";
import type { Model } from "./model.ts";
import type { Native } from "./native.ts";
import type { NativeHeap } from "./native-heap.ts";
import type { OrtApi, Pointer } from "./ort-api.ts";
import { newResults, Result, type Results, type Reuse, reusedResults } from "./results.ts";
import { valuesOfKernels } from "./staging.ts";
import { createValue, type Loans, toLayout } from "./values.ts";

interface Program {
  readonly graph: Graph;
  readonly model: Model;
  readonly captured: readonly Tensor[];
}

/** Kernels find on the heap what they read and write; all else stays in JavaScript's memory. */
export function heapValues(
  ort: OrtApi,
  { heap, unused }: NativeHeap,
  { graph, model, captured }: Program,
): Pick<Native, "give" | "results"> & { release(): void } {
  const { read, written } = valuesOfKernels(graph);
  const blocks = createBlocks(ort, heap);
  const inputs = [...graph.inputs, ...captured];
  const layouts = inputs.map(({ type }) => toLayout(type));
  const staged = inputs.map(({ source }) => read.has(source));
  const give = ({ source, type }: Feed, place: number, loans: Loans): Pointer => {
    if (source instanceof Result && (!staged[place] || source.isShared)) return source.value;
    const data = source instanceof Result ? source.elements : source.data!;
    if (!staged[place]) return loans.lend(data, layouts[place]!);
    const block = blocks.get(place, type);
    block.data.set(data as never);
    return block.value;
  };
  const reuse: Reuse = {
    allocate: (type) => heap.view(type, heap.allocate(bytesOf(type))),
    free: (memory) => unused.register(memory, { address: memory.data.byteOffset }),
    releaseValue: (memory, value) => unused.register(memory, { value }),
  };
  const goesRound = model.outputs.map(({ dtype, shape }) =>
    model.donated.some((place) => {
      const { type } = inputs[place]!;
      return type.dtype === dtype && sameShape(type.shape, shape);
    }),
  );
  const results = (loans: Loans): Results => {
    const types = model.outputs;
    const kinds = [newResults(loans, types), copiedResults(blocks, inputs.length, types)];
    const round = reusedResults(ort, loans, { types, reuse });
    const chosen = graph.outputs.map(({ source }, place) =>
      goesRound[place] ? round : kinds[written.has(source) ? 1 : 0]!,
    );
    return { create: (place) => chosen[place]!.create(place), donate: round.donate };
  };
  return { give, results, release: blocks.release };
}

/** Written to the heap, and copied to memory of JavaScript after the run. */
function copiedResults(blocks: Blocks, first: number, types: readonly TensorType[]): Results {
  return {
    create(place) {
      const { value, data } = blocks.get(first + place, types[place]!);
      return { value, take: () => ({ kind: "data", data: data.slice() }) };
    },
    donate: () => undefined,
  };
}

interface Block {
  readonly data: TypedArray;
  readonly value: Pointer;
}

interface Blocks {
  /** The block of a number, of the type by which it is first asked for. */
  get(number: number, type: TensorType): Block;
  release(): void;
}

/** Blocks of the heap that a program keeps. */
function createBlocks(ort: OrtApi, heap: Heap): Blocks {
  const blocks = new Map<number, Block>();
  const create = (type: TensorType): Block => {
    const data = heap.view(type, heap.allocate(bytesOf(type)));
    return { data, value: createValue(ort, data, toLayout(type)) };
  };
  return {
    get(number, type) {
      const block = blocks.get(number) ?? create(type);
      blocks.set(number, block);
      return block;
    },
    release() {
      for (const { data, value } of blocks.values()) {
        ort.ReleaseValue(value);
        heap.release(data.byteOffset);
      }
      blocks.clear();
    },
  };
}
