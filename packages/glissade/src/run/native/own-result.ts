/** @file Results in memory of JavaScript that no program writes again. */

import type { TypedArray } from "../../graph/dtype.ts";
import type { DataSource, LiteralSource } from "../../graph/source.ts";
import { free } from "./free.ts";
import { isDonated, type Memory } from "./memory.ts";

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
