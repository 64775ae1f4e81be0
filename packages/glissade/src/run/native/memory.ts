/** @file Memory that results of a program have in turn. */

import { GlissadeError } from "../../errors.ts";
import type { TypedArray } from "../../graph/dtype.ts";
import type { Pointer } from "./ort-api.ts";

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

/** What reads what was given up gets this error. */
export const isDonated = () =>
  new GlissadeError({
    where: "data",
    rule: "this tensor was donated to a compiled function, which writes later results in its place",
    fix: "Read it before, or keep what the function returned instead",
  });
