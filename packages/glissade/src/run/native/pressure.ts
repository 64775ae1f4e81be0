/** @file Memory that waits for the garbage collector, which sees small objects where there are large blocks. */

import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** Less than this is not looked after. */
const LEAST = 2 ** 28;

/** Asks for a collection when twice as much is in use as the last one left, or half of what was free then. */
export class Pressure {
  readonly #heap: { readonly used: number };
  readonly #size: number;
  readonly #collect: () => void;
  #limit = LEAST;

  constructor(heap: { readonly used: number }, size: number, collect = collectGarbage) {
    this.#heap = heap;
    this.#size = size;
    this.#collect = collect;
  }

  isDue(): boolean {
    return this.#heap.used > this.#limit;
  }

  /** Collects; blocks are free when finalizers have had their turn. */
  async relieve(): Promise<void> {
    this.#collect();
    for (let turn = 0; turn < 2; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
    const { used } = this.#heap;
    this.#limit = Math.max(LEAST, Math.min(2 * used, used + (this.#size - used) / 2));
  }
}

let collector: (() => void) | undefined;

function collectGarbage(): void {
  collector ??= findCollector();
  collector();
}

/** Contexts that are made while the flag is set have the collector's function. */
function findCollector(): () => void {
  setFlagsFromString("--expose-gc");
  const found: () => void = runInNewContext("gc");
  setFlagsFromString("--no-expose-gc");
  return found;
}
