/** @file The memory of results: new, or that of results that were donated. */

import { GlissadeError } from "../errors.ts";
import { type TypedArray, toTypedArray } from "../graph/dtype.ts";
import type { TensorType } from "../graph/op.ts";
import { sizeOf } from "../graph/shape.ts";
import type { DataSource, Source } from "../graph/source.ts";
import type { OrtApi, Pointer } from "./ort-api.ts";
import { createValue, type Loans, toLayout } from "./values.ts";

/** Where a run writes a result, as a value of ONNX Runtime. */
export interface Destination {
  readonly value: Pointer;
  /** The result, after the run. */
  take(): DataSource;
}

/** The results of one program, by their positions. */
export interface Results {
  create(place: number): Destination;
  /** Lets a later result have the memory of this one. */
  donate(source: Source): void;
}

const allocate = ({ dtype, shape }: TensorType): TypedArray => toTypedArray(dtype, sizeOf(shape));

/** New memory for every result; nothing is donated. */
export function newResults(loans: Loans, types: readonly TensorType[]): Results {
  const layouts = types.map(toLayout);
  const create = (place: number): Destination => {
    const data = allocate(types[place]!);
    return { value: loans.lend(data, layouts[place]!), take: () => ({ kind: "data", data }) };
  };
  return { create, donate: () => undefined };
}

/** Elements that are written again and again, by a value that is made when it is first needed. */
export class Memory {
  readonly data: TypedArray;
  /** The memory that waits for the next result of the same position. */
  readonly spare: Memory[];
  readonly #createValue: (memory: Memory) => Pointer;
  #value: Pointer | undefined;

  constructor(data: TypedArray, spare: Memory[], createValue: (memory: Memory) => Pointer) {
    this.data = data;
    this.spare = spare;
    this.#createValue = createValue;
  }

  /** Whether the elements are outside of JavaScript's own memory, so that readers get copies. */
  get isShared(): boolean {
    return this.data.buffer instanceof SharedArrayBuffer;
  }

  get value(): Pointer {
    this.#value ??= this.#createValue(this);
    return this.#value;
  }
}

/** Memory for results that go round. */
export interface Reuse {
  /** Makes the elements of a result. */
  allocate(type: TensorType): TypedArray;
  /** Frees elements when nothing refers to their memory, where JavaScript does not do so itself. */
  free?(memory: Memory): void;
  /** Frees a value then. */
  releaseValue(memory: Memory, value: Pointer): void;
}

/** Memory of JavaScript. */
export function reuseOf(ort: OrtApi): Reuse {
  const unused = new FinalizationRegistry<Pointer>(ort.ReleaseValue);
  return { allocate, releaseValue: (memory, value) => unused.register(memory, value) };
}

/** Where a program takes donations, two sets of memory take turns. */
export function reusedResults(
  ort: OrtApi,
  loans: Loans,
  { types, reuse }: { readonly types: readonly TensorType[]; readonly reuse: Reuse },
): Results {
  const layouts = types.map(toLayout);
  const spares = types.map((): Memory[] => []);
  const values = layouts.map((layout) => (memory: Memory) => {
    const value = createValue(ort, memory.data, layout);
    reuse.releaseValue(memory, value);
    return value;
  });
  return {
    create(place) {
      const spare = spares[place]!.pop();
      if (spare) return { value: spare.value, take: () => new Result(spare) };
      const memory = new Memory(reuse.allocate(types[place]!), spares[place]!, values[place]!);
      reuse.free?.(memory);
      return { value: loans.lend(memory.data, layouts[place]!), take: () => new Result(memory) };
    },
    donate: (source) => {
      if (source instanceof Result) source.donate(spares);
    },
  };
}

/** A result that loses its memory where it is donated, unless it is kept. */
export class Result implements DataSource {
  readonly kind = "data";
  #memory: Memory | undefined;
  #seen = false;
  #kept = false;

  constructor(memory: Memory) {
    this.#memory = memory;
  }

  keep(): void {
    void this.#held;
    this.#kept = true;
  }

  get value(): Pointer {
    return this.#held.value;
  }

  /** Whether kernels can read the elements where they are. */
  get isShared(): boolean {
    return this.#held.isShared;
  }

  /** The elements for as long as a run takes. */
  get elements(): TypedArray {
    return this.#held.data;
  }

  get #held(): Memory {
    if (this.#memory) return this.#memory;
    throw new GlissadeError({
      where: "data",
      rule: "this tensor was donated to a compiled function, which writes later results in its place",
      fix: "Read it before, or keep what the function returned instead",
    });
  }

  get data(): TypedArray {
    const { data, isShared } = this.#held;
    if (isShared) return data.slice();
    this.#seen = true;
    return data;
  }

  /** Gives the memory back to its program, unless a reader may still hold the elements. */
  donate(spares: readonly (readonly Memory[])[]): void {
    const memory = this.#memory;
    if (!memory || this.#kept || !spares.includes(memory.spare)) return;
    this.#memory = undefined;
    if (!this.#seen) memory.spare.push(memory);
  }
}
