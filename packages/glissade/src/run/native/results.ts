/** @file The memory of results: new, or that of results that were donated. */

import { type TypedArray, toTypedArray } from "../../graph/dtype.ts";
import type { TensorType } from "../../graph/op.ts";
import { sizeOf } from "../../graph/shape.ts";
import type { DataSource, Source } from "../../graph/source.ts";
import { isDonated, Memory, type Owner } from "./memory.ts";
import type { OrtApi, Pointer } from "./ort-api.ts";
import { OwnResult } from "./own-result.ts";
import { createValue, type Loans, toLayout } from "./values.ts";

/** Where a run writes a result, as a value of ONNX Runtime. */
interface Destination {
  readonly value: Pointer;
  readonly source: DataSource;
}

/** The results of one program, by their positions. */
export interface Results {
  create(place: number): Destination;
  /** Lets a later result have the memory of this one. */
  donate(source: Source): void;
}

/** Memory of JavaScript for the elements of a result. */
export const newElements = ({ dtype, shape }: TensorType): TypedArray => toTypedArray(dtype, sizeOf(shape));

/** New memory for every result; nothing is donated. */
export function newResults(loans: Loans, types: readonly TensorType[]): Results {
  const layouts = types.map(toLayout);
  const create = (place: number): Destination => {
    const data = newElements(types[place]!);
    return { value: loans.lend(data, layouts[place]!), source: new OwnResult(data) };
  };
  return { create, donate: () => undefined };
}

/** Where a program takes donations, two sets of memory take turns. */
export function reusedResults(ort: OrtApi, loans: Loans, types: readonly TensorType[]): Results {
  const unused = new FinalizationRegistry<Pointer>(ort.ReleaseValue);
  const layouts = types.map(toLayout);
  const owner: Owner = {
    spares: types.map(() => []),
    createValue(memory) {
      const value = createValue(ort, memory.data, layouts[memory.place]!);
      unused.register(memory, value);
      return value;
    },
  };
  return {
    create(place) {
      const spare = owner.spares[place]!.pop();
      if (spare) return { value: spare.value, source: new Result(spare) };
      const memory = new Memory(newElements(types[place]!), owner, place);
      return { value: loans.lend(memory.data, layouts[place]!), source: new Result(memory) };
    },
    donate: (source) => {
      if (source instanceof Result) source.donate(owner);
      if (source instanceof OwnResult) source.donate();
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
    void this.memory;
    this.#kept = true;
  }

  get value(): Pointer {
    return this.memory.value;
  }

  /** Where its elements are, for as long as a run takes. */
  get memory(): Memory {
    if (this.#memory) return this.#memory;
    throw isDonated();
  }

  /** The elements, of which readers get copies where they are on the heap. */
  get data(): TypedArray {
    const { data, address } = this.memory;
    if (address >= 0) return data.slice();
    this.#seen = true;
    return data;
  }

  /** Gives the memory back to its program, unless a reader may still hold the elements. */
  donate(owner: Owner): void {
    const memory = this.take(owner);
    if (memory && !this.#seen) memory.spare();
  }

  /** Takes the memory out of the result, where it is that of the program and is not kept. */
  take(owner: Owner): Memory | undefined {
    const memory = this.#memory;
    if (!memory || this.#kept || memory.owner !== owner) return undefined;
    this.#memory = undefined;
    return memory;
  }
}
