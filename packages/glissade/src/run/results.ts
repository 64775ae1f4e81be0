/** @file The memory of results: new, or that of results that were donated. */

import { GlissadeError } from "../errors.ts";
import { type TypedArray, toTypedArray } from "../graph/dtype.ts";
import type { TensorType } from "../graph/op.ts";
import { sizeOf } from "../graph/shape.ts";
import type { DataSource, Source } from "../graph/source.ts";
import type { OrtApi, Pointer } from "./ort-api.ts";
import { createValue, type Loans, toLayout } from "./values.ts";

/** What a run writes, and by which value. */
interface Destination {
  readonly source: DataSource;
  readonly value: Pointer;
}

/** The results of one program, by their places. */
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
    return { source: { kind: "data", data }, value: loans.lend(data, layouts[place]!) };
  };
  return { create, donate: () => undefined };
}

/** Elements with the value by which they are written again and again. */
interface Memory {
  readonly data: TypedArray;
  readonly value: Pointer;
  /** The memory that waits for the next result of the same place. */
  readonly spare: Memory[];
}

/** Where a program takes donations, two sets of memory take turns. */
export function reusedResults(ort: OrtApi, types: readonly TensorType[]): Results {
  const unused = new FinalizationRegistry<Pointer>(ort.ReleaseValue);
  const layouts = types.map(toLayout);
  const spares = types.map((): Memory[] => []);
  const add = (place: number): Memory => {
    const data = allocate(types[place]!);
    const memory = { data, value: createValue(ort, data, layouts[place]!), spare: spares[place]! };
    unused.register(memory, memory.value);
    return memory;
  };
  return {
    create(place) {
      const source = new Result(spares[place]!.pop() ?? add(place));
      return { source, value: source.value };
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
    void this.value;
    this.#kept = true;
  }

  get value(): Pointer {
    if (this.#memory) return this.#memory.value;
    throw new GlissadeError({
      where: "data",
      rule: "this tensor was donated to a compiled function, which writes later results in its place",
      fix: "Read it before, or keep what the function returned instead",
    });
  }

  get data(): TypedArray {
    void this.value;
    this.#seen = true;
    return this.#memory!.data;
  }

  /** Gives the memory back to its program, unless a reader may still hold the elements. */
  donate(spares: readonly (readonly Memory[])[]): void {
    const memory = this.#memory;
    if (!memory || this.#kept || !spares.includes(memory.spare)) return;
    this.#memory = undefined;
    if (!this.#seen) memory.spare.push(memory);
  }
}
