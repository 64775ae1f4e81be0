/** @file The memory of results: new, or that of results that were donated. */

import { GlissadeError } from "../../errors.ts";
import { type TypedArray, toTypedArray } from "../../graph/dtype.ts";
import type { TensorType } from "../../graph/op.ts";
import { sizeOf } from "../../graph/shape.ts";
import type { DataSource, LiteralSource, Source } from "../../graph/source.ts";
import { free } from "./free.ts";
import type { OrtApi, Pointer } from "./ort-api.ts";
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

/** A result in memory of its own, which is freed where it is donated, unless it is kept or a reader may hold it. */
export class OwnResult implements DataSource {
  readonly kind = "data";
  #elements: TypedArray | undefined;
  /** Where the elements have moved to. */
  #memory: Memory | undefined;
  #isKept = false;

  constructor(elements: TypedArray) {
    this.#elements = elements;
  }

  keep(): void {
    void this.elements;
    this.#isKept = true;
  }

  /** For as long as a run takes. */
  get elements(): TypedArray {
    if (this.#elements) return this.#elements;
    throw isDonated();
  }

  get data(): TypedArray {
    this.keep();
    return this.#memory ? this.elements.slice() : this.elements;
  }

  /** Frees the memory, if it may: from now on, until it is donated, the elements are their copy in another. */
  moveTo(memory: Memory): boolean {
    if (this.#isKept || this.#memory) return false;
    free(this.elements.buffer);
    this.#memory = memory;
    this.#elements = memory.data;
    return true;
  }

  donate(): void {
    if (this.#isKept) return;
    if (this.#elements) free(this.#elements.buffer);
    this.#elements = undefined;
    this.#memory = undefined;
  }
}

/** The elements of a source, for as long as a run takes. */
export const elementsOf = (source: DataSource | LiteralSource): TypedArray =>
  source instanceof OwnResult ? source.elements : source.data!;

/** New memory for every result; nothing is donated. */
export function newResults(loans: Loans, types: readonly TensorType[]): Results {
  const layouts = types.map(toLayout);
  const create = (place: number): Destination => {
    const data = newElements(types[place]!);
    return { value: loans.lend(data, layouts[place]!), source: new OwnResult(data) };
  };
  return { create, donate: () => undefined };
}

/** What a program has for its results. */
export interface Owner {
  /** Memory that waits for the next result of a position. */
  readonly spares: readonly Memory[][];
  /** Makes the value of memory when it is first needed. */
  createValue(memory: Memory): Pointer;
}

/** Elements that are written again and again. */
export class Memory {
  readonly data: TypedArray;
  readonly owner: Owner;
  /** The position of the result. */
  readonly place: number;
  /** Where the elements are on the heap; -1 in memory of JavaScript. */
  readonly address: number;
  /** The last run that read it, and whether that did so by two arguments. */
  run = 0;
  isTwice = false;
  #value: Pointer | undefined;

  constructor(data: TypedArray, owner: Owner, place: number) {
    this.data = data;
    this.owner = owner;
    this.place = place;
    this.address = data.buffer instanceof SharedArrayBuffer ? data.byteOffset : -1;
  }

  get value(): Pointer {
    this.#value ??= this.owner.createValue(this);
    return this.#value;
  }

  /** Makes it wait for the next result. */
  spare(): void {
    this.owner.spares[this.place]!.push(this);
  }
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

const isDonated = () =>
  new GlissadeError({
    where: "data",
    rule: "this tensor was donated to a compiled function, which writes later results in its place",
    fix: "Read it before, or keep what the function returned instead",
  });

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
