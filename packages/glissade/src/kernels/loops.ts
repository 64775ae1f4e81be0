/** @file The code of a kernel: a loop nest over its axes, the innermost loop on whole vectors. */

import type { LaneNode } from "./lanes.ts";
import type { Layout, Memory } from "./layout.ts";
import { type Access, lanesOf, loadCode, storeCode, storedBytes } from "./memory-code.ts";
import { isLoaded, type Needs } from "./needs.ts";
import { loopsOf, type Plan } from "./plan.ts";
import { Pointers } from "./pointers.ts";
import type { Reduction } from "./region.ts";
import { Register } from "./registers.ts";
import { type Code, control, i32, local, v128, vector } from "./wasm/instructions.ts";
import type { WasmFunction } from "./wasm/module.ts";
import { identityOf, Writer } from "./writer.ts";

/** Where values are: how many loops are around, and in the innermost one, how many elements a vector takes. */
interface Here {
  readonly depth: number;
  readonly pass: number;
  readonly access: Access;
  /** The position among the copies of an unrolled loop. */
  readonly copy: number;
}

/** The function that computes a part of a kernel: its parameters are operands, scratch memory, and a range of the first axis. */
export const loopsFor = (name: string, plan: Plan, layout: Layout): WasmFunction =>
  new Loops(plan, layout).write(name);

/** i32x4.add */
const ADD = 174;

const constantBytesOf = (values: readonly number[]): number[] => [
  ...new Uint8Array(Int32Array.from(values).buffer),
];

/** Elements, a power of two, whose sum is taken in one go. */
const BLOCK = 2 ** 10;

/** Instructions in the innermost loop up to which it is unrolled. */
const [SHORT, MEDIUM] = [12, 40];

class Loops {
  readonly #plan: Plan;
  readonly #layout: Layout;
  readonly #writer: Writer;
  readonly #copies: number;
  readonly #pointers: Pointers;
  readonly #registers: readonly Register[];
  readonly #needs: Needs;

  constructor(plan: Plan, layout: Layout) {
    const { needs } = layout;
    this.#plan = plan;
    this.#layout = layout;
    this.#writer = new Writer(layout.end + 1, layout.width);
    this.#needs = needs;
    this.#pointers = new Pointers(this.#writer, layout, plan.lengths);
    const instructions = Math.max(...needs.passes.map(({ size }) => size));
    this.#copies = instructions <= SHORT ? 4 : instructions <= MEDIUM ? 2 : 1;
    this.#registers = [
      ...plan.inner.map((reduction) => this.#newRegister(reduction, plan.rows)),
      ...plan.edges
        .filter((_, index) => layout.edges[index]!.inRegister)
        .map((reduction) => this.#newRegister(reduction, loopsOf(reduction.axes))),
    ];
  }

  write(name: string): WasmFunction {
    const bases = this.#pointers.start();
    const clears = this.#clearEdges();
    const body = this.#outside(0);
    return {
      name,
      parameters: new Array(this.#layout.end + 1).fill("i32"),
      locals: this.#writer.locals,
      code: [...bases, ...this.#writer.prologue(), ...clears, ...body],
    };
  }

  #newRegister(reduction: Reduction, depth: number): Register {
    return new Register(this.#writer, this.#plan, { reduction, depth, copies: this.#copies });
  }

  /** The loops outside of passes. */
  #outside(depth: number): Code {
    const { rows, lengths, passes, inner } = this.#plan;
    const here = { depth, access: "same", copy: 0 } as const;
    const isInner = (register: Register) => inner.includes(register.reduction);
    const own = this.#registers.filter((register) => register.depth === depth && !isInner(register));
    const start = [...own.flatMap((each) => each.reset()), ...this.#section({ ...here, pass: 0 })];
    if (depth < rows)
      return [
        ...start,
        ...this.#loop(depth, () => this.#outside(depth + 1)),
        ...own.flatMap((each) => this.#finish(each)),
      ];
    const code: number[] = [...start];
    for (let pass = 0; pass < passes && lengths.length > rows; pass++) {
      const gathered = this.#registers.filter(
        (each) => isInner(each) && this.#plan.stageOf(each.reduction.value) === pass,
      );
      code.push(...gathered.flatMap((each) => each.reset()), ...this.#inside(depth, pass));
      code.push(
        ...gathered.flatMap((each) => [
          ...each.complete(),
          ...this.#writer.set(each.reduction.lane, each.total),
        ]),
      );
      code.push(...this.#section({ ...here, pass: pass + 1 }));
    }
    return [...code, ...own.flatMap((each) => this.#finish(each))];
  }

  /** The loops of a pass. */
  #inside(depth: number, pass: number): Code {
    const { lengths } = this.#plan;
    if (depth === lengths.length - 1) return this.#innermost(pass);
    return this.#loop(depth, () => {
      const at = depth + 1;
      const own = this.#registers.filter(
        ({ reduction, depth: complete }) =>
          complete === at &&
          !this.#plan.inner.includes(reduction) &&
          this.#plan.stageOf(reduction.value) === pass,
      );
      return [
        ...own.flatMap((each) => each.reset()),
        ...this.#section({ depth: at, pass, access: "same", copy: 0 }),
        ...this.#inside(at, pass),
        ...own.flatMap((each) => this.#finish(each)),
      ];
    });
  }

  /** A loop over an axis, whose body takes one place. */
  #loop(axis: number, write: () => Code): Code {
    const { begin, end } = this.#layout;
    const index = this.#writer.newLocal("i32");
    const limit = axis === 0 ? local.get(end) : i32.const(this.#plan.lengths[axis]!);
    const { start, steps, body } = this.#pointers.along(axis, write);
    return [
      ...(axis === 0 ? local.get(begin) : i32.const(0)),
      ...local.set(index),
      ...start,
      ...control.block(
        [...local.get(index), ...limit, ...i32.ge, ...control.branchIf(0)],
        control.loop(
          body,
          steps(1),
          [...local.get(index), ...i32.const(1), ...i32.add, ...local.tee(index), ...limit, ...i32.lt],
          control.branchIf(0),
        ),
      ),
    ];
  }

  /** The innermost loop: copies of whole vectors, whole vectors, single elements. */
  #innermost(pass: number): Code {
    const { lengths, stageOf } = this.#plan;
    const axis = lengths.length - 1;
    const length = lengths[axis]!;
    const { begin, end, width } = this.#layout;
    const lanes = lanesOf(width);
    const index = this.#writer.newLocal("i32");
    const limit = axis === 0 ? local.get(end) : i32.const(length);
    const gathered = this.#registers.filter(
      ({ reduction, isDeep }) => isDeep && stageOf(reduction.value) === pass,
    );
    const body = (access: Access, copies: number) =>
      Array.from({ length: copies }, (_, copy) =>
        this.#section({ depth: axis + 1, pass, access, copy }),
      ).flat();
    const copies = length >= lanes * this.#copies ? this.#copies : 1;
    const {
      body: bodies,
      start,
      steps,
    } = this.#pointers.along(axis, () => ({
      unrolled: copies > 1 ? body("whole", copies) : [],
      whole: length >= lanes ? body("whole", 1) : [],
      single: body("single", 1),
    }));
    const repeat = (count: number, code: Code): Code =>
      control.block(
        control.loop(
          [...local.get(index), ...i32.const(count), ...i32.add, ...limit, ...i32.gt, ...control.branchIf(1)],
          code,
          steps(count),
          [...local.get(index), ...i32.const(count), ...i32.add, ...local.set(index)],
          control.branch(0),
        ),
      );
    // Long sums are put together now and then, so that they keep their digits.
    const flush = gathered.flatMap((register) => [...register.gatherParts(), ...register.resetParts()]);
    const isBlock = [...local.get(index), ...i32.const(BLOCK - 1), ...i32.and, ...i32.eqz];
    const now = flush.length > 0 && length > BLOCK ? [...isBlock, ...control.when(flush)] : [];
    return [
      ...(axis === 0 ? local.get(begin) : i32.const(0)),
      ...local.set(index),
      ...start,
      ...gathered.flatMap((register) => register.resetParts()),
      ...(copies > 1 ? repeat(lanes * copies, [...now, ...bodies.unrolled]) : []),
      ...(length >= lanes && !(axis > 0 && copies > 1 && length % (lanes * copies) === 0)
        ? repeat(lanes, copies > 1 ? bodies.whole : [...now, ...bodies.whole])
        : []),
      ...(length % lanes === 0 ? [] : repeat(1, bodies.single)),
      ...gathered.flatMap((register) => register.gatherParts()),
    ];
  }

  /** Values of one place, then what becomes of them. */
  #section(here: Here): Code {
    const { rows, depthOf, stageOf, lengths, stored, edges } = this.#plan;
    const { depth, pass } = here;
    const isInside = depth > rows;
    const needed = isInside ? this.#needs.passes[pass]! : this.#needs.outer;
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
      this.#needs.spilled.forEach((lane, index) => {
        if (stageOf(lane) === pass) code.push(...this.#store(this.#layout.spills[index]!, lane, here));
      });
    for (const register of this.#registers) {
      const { value, over } = register.reduction;
      if (over.length === depth && this.#timeOf(value, depth) === pass)
        code.push(...register.gather(here.access, here.copy));
    }
    edges.forEach((edge, index) => {
      const { memory, inRegister } = this.#layout.edges[index]!;
      if (!inRegister && edge.over.length === depth && this.#timeOf(edge.value, depth) === pass)
        code.push(...this.#gatherInMemory(edge, memory, here));
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
    const { spilled } = this.#needs;
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
    const steps = constantBytesOf([0, 1, 2, 3]);
    return access === "whole" ? [...first, ...v128.const(steps), ...vector(ADD)] : first;
  }

  #store(memory: Memory, lane: LaneNode, here: Here): number[] {
    return storeCode(this.#place(memory, here), this.#writer.get(lane));
  }

  /** Stores the total of an edge, or adds it to what lies in memory. */
  #finish(register: Register): Code {
    const { reduction, depth, total } = register;
    const at = this.#plan.edges.indexOf(reduction as Plan["edges"][number]);
    const { memory, isCleared } = this.#layout.edges[at]!;
    const place = this.#place(memory, { depth, pass: 0, access: "same", copy: 0 });
    const all = isCleared ? this.#writer.combine(reduction, this.#plan, loadCode(place), total) : total;
    return [...register.complete(), ...storeCode(place, all)];
  }

  /** Adds a value to what lies in memory. */
  #gatherInMemory(edge: Reduction, memory: Memory, here: Here): number[] {
    const place = this.#place(memory, here);
    const sum = this.#writer.combine(edge, this.#plan, loadCode(place), this.#writer.get(edge.value));
    return storeCode(place, sum);
  }

  /** Sets sums in memory to what changes nothing. */
  #clearEdges(): number[] {
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
