/** @file Local variables that point to where the loops are in each memory. */

import type { Layout, Memory } from "./layout.ts";
import { storedBytes } from "./memory-code.ts";
import { type Code, i32, local } from "./wasm/instructions.ts";
import type { Writer } from "./writer.ts";

/** A loop's body, and the code that moves its pointers. */
interface Moving<Body> {
  readonly body: Body;
  /** Sets the pointers to the loop's first place. */
  readonly start: Code;
  /** Moves them on by a number of places. */
  readonly steps: (count: number) => Code;
}

export class Pointers {
  readonly #writer: Writer;
  readonly #layout: Layout;
  readonly #lengths: readonly number[];
  readonly #current = new Map<Memory, number>();
  /** Pointers that code reads, and those that these are made from. */
  readonly #used = new Set<number>();

  constructor(writer: Writer, layout: Layout, lengths: readonly number[]) {
    this.#writer = writer;
    this.#layout = layout;
    this.#lengths = lengths;
  }

  /** Sets the pointers of the whole. */
  start(): Code {
    return this.#memories().flatMap((memory) => {
      const { parameter, offset } = memory;
      const isPointer = parameter !== undefined && offset === 0;
      const pointer = isPointer ? parameter : this.#writer.newLocal("i32");
      this.#current.set(memory, pointer);
      // Local variables are 0 at the start.
      if (isPointer || parameter === undefined) return [];
      return [...local.get(parameter), ...i32.const(offset), ...i32.add, ...local.set(pointer)];
    });
  }

  /** The address of where the loops are. */
  at(memory: Memory): Code {
    const pointer = this.#current.get(memory)!;
    this.#used.add(pointer);
    return local.get(pointer);
  }

  /** Gives pointers that move along an axis to the code that `write` makes. */
  along<Body>(axis: number, write: () => Body): Moving<Body> {
    const before = new Map(this.#current);
    const moving = this.#memories().filter(({ axes }) => axes.includes(axis));
    for (const memory of moving) this.#current.set(memory, this.#writer.newLocal("i32"));
    const body = write();
    const used = moving.flatMap((memory) => {
      const pointer = this.#current.get(memory)!;
      if (!this.#used.has(pointer)) return [];
      const from = before.get(memory)!;
      this.#used.add(from);
      return [{ pointer, from, stride: this.#stride(memory, axis) }];
    });
    for (const [memory, pointer] of before) this.#current.set(memory, pointer);
    return {
      body,
      start: used.flatMap(({ pointer, from, stride }) => [
        ...local.get(from),
        ...(axis === 0 ? this.#skipped(stride) : []),
        ...local.set(pointer),
      ]),
      steps: (count) =>
        used.flatMap(({ pointer, stride }) => [
          ...local.get(pointer),
          ...i32.const(count * stride),
          ...i32.add,
          ...local.set(pointer),
        ]),
    };
  }

  /** A part of the first axis does not begin at 0. */
  #skipped(stride: number): number[] {
    return [...local.get(this.#layout.begin), ...i32.const(stride), ...i32.mul, ...i32.add];
  }

  /** Bytes from one place on an axis to the next. */
  #stride({ axes, dtype }: Memory, axis: number): number {
    const behind = axes.filter((each) => each > axis).map((each) => this.#lengths[each]!);
    return behind.reduce((total, length) => total * length, storedBytes(dtype));
  }

  #memories(): Memory[] {
    const { inputs, outputs, positions, spills, edges } = this.#layout;
    return [...inputs, ...outputs, ...positions, ...spills, ...edges.map(({ memory }) => memory)];
  }
}
