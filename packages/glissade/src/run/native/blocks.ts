/** @file Memory on the heap: blocks that a program keeps, and blocks of results that go round. */

import type { TypedArray } from "../../graph/dtype.ts";
import type { TensorType } from "../../graph/op.ts";
import { bytesOf, type Heap } from "./heap.ts";
import { Memory, type Owner } from "./memory.ts";
import type { NativeHeap } from "./native-heap.ts";
import type { OrtApi, Pointer } from "./ort-api.ts";
import { createValue, toLayout } from "./values.ts";

/** Larger blocks are a program's own during its runs alone, so that many programs need no more than one. */
const LARGEST_KEPT = 2 ** 16;

/** Elements on the heap, and the value of ONNX Runtime over them. */
export class Block {
  readonly #ort: OrtApi;
  readonly #heap: Heap;
  readonly #type: TensorType;
  readonly #bytes: number;
  #isHeld = false;
  #data: TypedArray | undefined;
  #value: Pointer | undefined;
  address = 0;

  constructor(ort: OrtApi, heap: Heap, type: TensorType) {
    this.#ort = ort;
    this.#heap = heap;
    this.#type = type;
    this.#bytes = bytesOf(type);
  }

  /** Takes memory, most often what it had before, whose value then serves again. */
  acquire(): this {
    if (this.#isHeld) return this;
    const address = this.#heap.allocate(this.#bytes);
    this.#isHeld = true;
    if (address === this.address) return this;
    this.#forgetValue();
    this.address = address;
    this.#data = this.#heap.view(this.#type, address);
    return this;
  }

  get data(): TypedArray {
    return this.#data!;
  }

  get value(): Pointer {
    this.#value ??= createValue(this.#ort, this.data, toLayout(this.#type));
    return this.#value;
  }

  /** Gives memory back after a run, if it is large. */
  rest(): void {
    if (this.#bytes > LARGEST_KEPT) this.#giveBack();
  }

  release(): void {
    this.#giveBack();
    this.#forgetValue();
    this.address = 0;
  }

  #giveBack(): void {
    if (this.#isHeld) this.#heap.release(this.address);
    this.#isHeld = false;
  }

  #forgetValue(): void {
    if (this.#value !== undefined) this.#ort.ReleaseValue(this.#value);
    this.#value = undefined;
  }
}

/** The blocks of one program. */
export interface Blocks {
  create(type: TensorType): Block;
  /** One that is never given back between runs. */
  keep(type: TensorType): Block;
  /** After a run. */
  rest(): void;
  release(): void;
}

export function createBlocks(ort: OrtApi, { heap }: NativeHeap): Blocks {
  const [blocks, kept]: [Block[], Block[]] = [[], []];
  const create = (list: Block[], type: TensorType): Block => {
    const block = new Block(ort, heap, type);
    list.push(block);
    return block;
  };
  return {
    create: (type) => create(blocks, type),
    keep: (type) => create(kept, type).acquire(),
    rest() {
      for (const block of blocks) block.rest();
    },
    release() {
      for (const block of [...blocks.splice(0), ...kept.splice(0)]) block.release();
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
