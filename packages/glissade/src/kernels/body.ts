/** @file What happens at one place of a loop nest: values are loaded or computed, then stored and added to reductions. */

import type { LaneNode } from "./lanes.ts";
import type { Layout, Memory } from "./layout.ts";
import { type Access, lanesOf, loadCode, storeCode, storedBytes } from "./memory-code.ts";
import { isLoaded } from "./needs.ts";
import { loopsOf, type Plan } from "./plan.ts";
import type { Pointers } from "./pointers.ts";
import type { Reduction } from "./region.ts";
import type { Register } from "./registers.ts";
import { type Code, control, i32, local, v128 } from "./wasm/instructions.ts";
import { simd } from "./wasm/simd.ts";
import { identityOf, type Writer } from "./writer.ts";

/** Where values are: how many loops are around, and in the innermost one, how many elements a vector takes. */
export interface Here {
  readonly depth: number;
  readonly pass: number;
  readonly access: Access;
  /** The position among the copies of an unrolled loop. */
  readonly copy: number;
}

interface Parts {
  readonly plan: Plan;
  readonly layout: Layout;
  readonly writer: Writer;
  readonly pointers: Pointers;
  readonly registers: readonly Register[];
}

/** 0 to 3, as int32. */
const STEPS = [...new Uint8Array(Int32Array.of(0, 1, 2, 3).buffer)];

export class Body {
  readonly #plan: Plan;
  readonly #layout: Layout;
  readonly #writer: Writer;
  readonly #pointers: Pointers;
  readonly #registers: readonly Register[];

  constructor({ plan, layout, writer, pointers, registers }: Parts) {
    this.#plan = plan;
    this.#layout = layout;
    this.#writer = writer;
    this.#pointers = pointers;
    this.#registers = registers;
  }

  /** Values of one place, then what becomes of them. */
  at(here: Here): Code {
    const { rows, depthOf, stageOf, lengths, stored, edges } = this.#plan;
    const { depth, pass } = here;
    const isInside = depth > rows;
    const needed = isInside ? this.#layout.needs.passes[pass]! : this.#layout.needs.outer;
    const due = [...needed]
      .filter(
        (lane) => depthOf(lane) === depth && (isInside || stageOf(lane) === pass) && !this.#isReduction(lane),
      )
      .sort((a, b) => a.id - b.id);
    const code = due.flatMap((lane) => this.#value(lane, here));
    stored.forEach(({ lane, axes, output }) => {
      if (loopsOf(axes) === depth && this.#timeOf(lane, depth) === pass)
        code.push(...this.#store(this.#layout.outputs[output]!, lane, here));
    });
    if (depth === lengths.length && isInside)
      this.#layout.needs.spilled.forEach((lane, index) => {
        if (stageOf(lane) === pass) code.push(...this.#store(this.#layout.spills[index]!, lane, here));
      });
    for (const register of this.#registers) {
      const { value, over } = register.reduction;
      if (over.length === depth && this.#timeOf(value, depth) === pass)
        code.push(...register.accumulate(here.access, here.copy));
    }
    edges.forEach((edge, index) => {
      const { memory, inRegister } = this.#layout.edges[index]!;
      if (!inRegister && edge.over.length === depth && this.#timeOf(edge.value, depth) === pass)
        code.push(...this.#accumulateInMemory(edge, memory, here));
    });
    return code;
  }

  /** The pass in which a value is used at a depth; outside of rows, everything of the first is known at once. */
  #timeOf(lane: LaneNode, depth: number): number {
    return depth < this.#plan.rows ? 0 : this.#plan.stageOf(lane);
  }

  #isReduction(lane: LaneNode): boolean {
    return this.#plan.reductions.some((reduction) => reduction.lane === lane);
  }

  /** Loads or computes a value. */
  #value(lane: LaneNode, here: Here): number[] {
    const { inputs, stored } = this.#plan;
    const { spilled } = this.#layout.needs;
    const { inputs: places, outputs, spills } = this.#layout;
    const input = inputs.findIndex((each) => each.lane === lane);
    if (input >= 0) return this.#writer.set(lane, this.#load(places[input]!, here));
    const position = this.#plan.positions.findIndex((each) => each.lane === lane);
    if (position >= 0)
      return this.#writer.set(lane, this.#positions(this.#layout.positions[position]!, here));
    if (here.depth > this.#plan.rows && isLoaded(lane, here.pass, { ...this.#plan, spilled })) {
      const spill = spills[spilled.indexOf(lane)];
      const memory = spill ?? outputs[stored.find((each) => each.lane === lane)!.output]!;
      return this.#writer.set(lane, this.#load(memory, here));
    }
    return this.#writer.compute(lane);
  }

  #place(memory: Memory, { depth, access, copy }: Here) {
    const { width } = this.#layout;
    const isMoving =
      memory.axes.includes(this.#plan.lengths.length - 1) && depth === this.#plan.lengths.length;
    const offset = copy * lanesOf(width) * storedBytes(memory.dtype);
    return {
      dtype: memory.dtype,
      width,
      access: isMoving ? access : ("same" as const),
      address: this.#pointers.at(memory),
      offset: isMoving ? offset : 0,
    };
  }

  #load(memory: Memory, here: Here): number[] {
    return loadCode(this.#place(memory, here));
  }

  /** The positions of the elements of a vector. */
  #positions(memory: Memory, here: Here): Code {
    const { access, address, offset } = this.#place(memory, here);
    const first = [...address, ...i32.const(offset), ...i32.add, ...v128.repeat];
    return access === "whole" ? [...first, ...v128.const(STEPS), ...simd("i32x4.add")] : first;
  }

  #store(memory: Memory, lane: LaneNode, here: Here): number[] {
    return storeCode(this.#place(memory, here), this.#writer.get(lane));
  }

  /** Stores the total of an edge, or adds it to what lies in memory. */
  finish(register: Register): Code {
    const { reduction, depth, total } = register;
    const at = this.#plan.edges.indexOf(reduction as Plan["edges"][number]);
    const { memory, isCleared } = this.#layout.edges[at]!;
    const place = this.#place(memory, { depth, pass: 0, access: "same", copy: 0 });
    const all = isCleared ? this.#writer.combine(reduction, this.#plan, loadCode(place), total) : total;
    return [...register.complete(), ...storeCode(place, all)];
  }

  /** Adds a value to what lies in memory. */
  #accumulateInMemory(edge: Reduction, memory: Memory, here: Here): number[] {
    const place = this.#place(memory, here);
    const sum = this.#writer.combine(edge, this.#plan, loadCode(place), this.#writer.get(edge.value));
    return storeCode(place, sum);
  }

  /** Sets sums in memory to what changes nothing. */
  clearEdges(): number[] {
    return this.#plan.edges.flatMap((edge, index) => {
      const { memory, isCleared, elements } = this.#layout.edges[index]!;
      if (!isCleared) return [];
      return this.#fill(edge, memory, elements);
    });
  }

  #fill(edge: Reduction, memory: Memory, elements: number): number[] {
    const bytes = storedBytes(memory.dtype);
    const [pointer, end] = [this.#writer.newLocal("i32"), this.#writer.newLocal("i32")];
    const place = {
      dtype: memory.dtype,
      width: this.#layout.width,
      access: "single",
      address: local.get(pointer),
      offset: 0,
    } as const;
    return [
      ...this.#pointers.at(memory),
      ...local.tee(pointer),
      ...i32.const(elements * bytes),
      ...i32.add,
      ...local.set(end),
      ...control.loop(
        storeCode(place, identityOf(edge)),
        [
          ...local.get(pointer),
          ...i32.const(bytes),
          ...i32.add,
          ...local.tee(pointer),
          ...local.get(end),
          ...i32.lt,
        ],
        control.branchIf(0),
      ),
    ];
  }
}
