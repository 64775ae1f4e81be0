/** @file Memory on the heap: blocks that a program keeps, and blocks of results that go round. */

import type { TypedArray } from "../graph/dtype.ts";
import type { TensorType } from "../graph/op.ts";
import { bytesOf } from "./heap.ts";
import type { NativeHeap } from "./native-heap.ts";
import type { OrtApi, Pointer } from "./ort-api.ts";
import { Memory, type Owner } from "./results.ts";
import { createValue, toLayout } from "./values.ts";

/** Elements at one place for good, and the value of ONNX Runtime over them. */
export interface Block {
  readonly data: TypedArray;
  readonly address: number;
  readonly value: Pointer;
}

/** The blocks of one program, which it gives back all at once. */
export interface Blocks {
  create(type: TensorType): Block;
  release(): void;
}

export function createBlocks(ort: OrtApi, { heap }: NativeHeap): Blocks {
  const blocks: Block[] = [];
  return {
    create(type) {
      const address = heap.allocate(bytesOf(type));
      const data = heap.view(type, address);
      const block = { data, address, value: createValue(ort, data, toLayout(type)) };
      blocks.push(block);
      return block;
    },
    release() {
      for (const { address, value } of blocks.splice(0)) {
        ort.ReleaseValue(value);
        heap.release(address);
      }
    },
  };
}

/** The memory of results that go round; it knows nothing of the program, which may be gone before its results. */
export interface Rounds extends Owner {
  /** Memory for the result of a position. */
  acquire(place: number): Memory;
}

export function createRounds(
  ort: OrtApi,
  { heap, unused }: NativeHeap,
  types: readonly TensorType[],
): Rounds {
  const layouts = types.map(toLayout);
  const spares = types.map((): Memory[] => []);
  const rounds: Rounds = {
    spares,
    createValue(memory) {
      const value = createValue(ort, memory.data, layouts[memory.place]!);
      unused.register(memory, { value });
      return value;
    },
    acquire(place) {
      const spare = spares[place]!.pop();
      if (spare) return spare;
      const address = heap.allocate(bytesOf(types[place]!));
      const memory = new Memory(heap.view(types[place]!, address), rounds, place);
      unused.register(memory, { address });
      return memory;
    },
  };
  return rounds;
}
