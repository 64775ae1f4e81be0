/** @file The code of a kernel: a loop nest over its axes, the innermost loop on whole vectors. */

import { Body } from "./body.ts";
import type { Layout } from "./layout.ts";
import { type Access, lanesOf } from "./memory-code.ts";
import { loopsOf, type Plan } from "./plan.ts";
import { Pointers } from "./pointers.ts";
import type { Reduction } from "./region.ts";
import { Register } from "./registers.ts";
import { type Code, control, i32, local } from "./wasm/instructions.ts";
import type { WasmFunction } from "./wasm/module.ts";
import { Writer } from "./writer.ts";

/** The function that computes a part of a kernel: its parameters are operands, scratch memory, and a range of the first axis. */
export const loopsFor = (name: string, plan: Plan, layout: Layout): WasmFunction =>
  new Loops(plan, layout).write(name);

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
  readonly #body: Body;

  constructor(plan: Plan, layout: Layout) {
    this.#plan = plan;
    this.#layout = layout;
    this.#writer = new Writer(layout.end + 1, layout.width);
    this.#pointers = new Pointers(this.#writer, layout, plan.lengths);
    const instructions = Math.max(...layout.needs.passes.map(({ size }) => size));
    this.#copies = instructions <= SHORT ? 4 : instructions <= MEDIUM ? 2 : 1;
    this.#registers = [
      ...plan.inner.map((reduction) => this.#newRegister(reduction, plan.rows)),
      ...plan.edges
        .filter((_, index) => layout.edges[index]!.inRegister)
        .map((reduction) => this.#newRegister(reduction, loopsOf(reduction.axes))),
    ];
    const [writer, pointers, registers] = [this.#writer, this.#pointers, this.#registers];
    this.#body = new Body({ plan, layout, writer, pointers, registers });
  }

  write(name: string): WasmFunction {
    const bases = this.#pointers.start();
    const clears = this.#body.clearEdges();
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
    const start = [...own.flatMap((each) => each.reset()), ...this.#body.at({ ...here, pass: 0 })];
    if (depth < rows)
      return [
        ...start,
        ...this.#loop(depth, () => this.#outside(depth + 1)),
        ...own.flatMap((each) => this.#body.finish(each)),
      ];
    const code: number[] = [...start];
    for (let pass = 0; pass < passes && lengths.length > rows; pass++) {
      const accumulated = this.#registers.filter(
        (each) => isInner(each) && this.#plan.stageOf(each.reduction.value) === pass,
      );
      code.push(...accumulated.flatMap((each) => each.reset()), ...this.#inside(depth, pass));
      code.push(
        ...accumulated.flatMap((each) => [
          ...each.complete(),
          ...this.#writer.set(each.reduction.lane, each.total),
        ]),
      );
      code.push(...this.#body.at({ ...here, pass: pass + 1 }));
    }
    return [...code, ...own.flatMap((each) => this.#body.finish(each))];
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
        ...this.#body.at({ depth: at, pass, access: "same", copy: 0 }),
        ...this.#inside(at, pass),
        ...own.flatMap((each) => this.#body.finish(each)),
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
    const accumulated = this.#registers.filter(
      ({ reduction, isDeep }) => isDeep && stageOf(reduction.value) === pass,
    );
    const body = (access: Access, copies: number) =>
      Array.from({ length: copies }, (_, copy) =>
        this.#body.at({ depth: axis + 1, pass, access, copy }),
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
    const flush = accumulated.flatMap((register) => [...register.joinParts(), ...register.resetParts()]);
    const isBlock = [...local.get(index), ...i32.const(BLOCK - 1), ...i32.and, ...i32.eqz];
    const now = flush.length > 0 && length > BLOCK ? [...isBlock, ...control.when(flush)] : [];
    return [
      ...(axis === 0 ? local.get(begin) : i32.const(0)),
      ...local.set(index),
      ...start,
      ...accumulated.flatMap((register) => register.resetParts()),
      ...(copies > 1 ? repeat(lanes * copies, [...now, ...bodies.unrolled]) : []),
      ...(length >= lanes && !(axis > 0 && copies > 1 && length % (lanes * copies) === 0)
        ? repeat(lanes, copies > 1 ? bodies.whole : [...now, ...bodies.whole])
        : []),
      ...(length % lanes === 0 ? [] : repeat(1, bodies.single)),
      ...accumulated.flatMap((register) => register.joinParts()),
    ];
  }
}
