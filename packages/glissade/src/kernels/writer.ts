/** @file A function under construction: its local variables, and expressions as code. */

import { limitsOf } from "../graph/dtype.ts";
import type { LaneNode } from "./lanes.ts";
import type { Reduction, Region } from "./region.ts";
import { constantBytes, instructionCode, laneBytes, type Width } from "./vectors.ts";
import { type Code, local, type ValueType, v128 } from "./wasm/instructions.ts";

export class Writer {
  readonly locals: ValueType[] = [];
  readonly width: Width;
  readonly #parameters: number;
  readonly #lanes = new Map<LaneNode, number>();
  readonly #constants = new Map<LaneNode, number>();

  constructor(parameters: number, width: Width) {
    this.#parameters = parameters;
    this.width = width;
  }

  newLocal(type: ValueType): number {
    return this.#parameters + this.locals.push(type) - 1;
  }

  /** The code of a value that is known by now. */
  get(lane: LaneNode): Code {
    if (lane.kind === "constant") return local.get(this.#constant(lane));
    return local.get(this.#lanes.get(lane)!);
  }

  /** Keeps a value. */
  set(lane: LaneNode, code: Code): number[] {
    const index = this.#lanes.get(lane) ?? this.newLocal("v128");
    this.#lanes.set(lane, index);
    return [...code, ...local.set(index)];
  }

  /** Computes and keeps an instruction on values that are known. */
  compute(lane: LaneNode): number[] {
    return this.set(
      lane,
      instructionCode(lane, this.width, (position) => this.get(lane.operands[position]!)),
    );
  }

  /** What a reduction makes of two values. */
  combine({ combine, lane: { dtype } }: Reduction, { lanes }: Region, left: Code, right: Code): number[] {
    const [x, y] = [lanes.input(dtype, LEFT), lanes.input(dtype, RIGHT)];
    const write = (node: LaneNode): Code => {
      if (node === x) return left;
      if (node === y) return right;
      return instructionCode(node, this.width, (position) => write(node.operands[position]!));
    };
    return [...write(combine(lanes, x, y) as LaneNode)];
  }

  /** Whether a reduction adds numbers of float32, which lose digits. */
  isSum({ combine, lane: { dtype } }: Reduction, { lanes }: Region): boolean {
    const sides = [lanes.input(dtype, LEFT), lanes.input(dtype, RIGHT)] as const;
    return dtype === "float32" && (combine(lanes, ...sides) as LaneNode).kind === "add";
  }

  /** What a reduction makes of the elements of a vector, in all lanes. */
  combineLanes(reduction: Reduction, region: Region, value: number): number[] {
    const rotated = (bytes: number) =>
      v128.swizzle(Array.from({ length: 16 }, (_, index) => (index + bytes) % 16));
    const bytes = laneBytes(reduction.lane.dtype);
    const halves = bytes === 8 ? [8] : this.width === 4 ? [8, 4] : [4];
    const steps = halves.flatMap((by) => [
      ...this.combine(reduction, region, local.get(value), [...local.get(value), ...rotated(by)]),
      ...local.set(value),
    ]);
    return [...steps, ...local.get(value), ...firstInAll(bytes), ...local.set(value)];
  }

  /** Constants, set once at the start. */
  prologue(): number[] {
    return [...this.#constants].flatMap(([lane, index]) => [
      ...v128.const(constantBytes(lane.dtype, lane.value)),
      ...local.set(index),
    ]);
  }

  #constant(lane: LaneNode): number {
    const index = this.#constants.get(lane) ?? this.newLocal("v128");
    this.#constants.set(lane, index);
    return index;
  }
}

/** Positions of inputs that stand for the two sides of a reduction. */
const [LEFT, RIGHT] = [-1, -2];

/** The first element in all lanes. */
export const firstInAll = (bytes: 4 | 8): number[] =>
  v128.swizzle(Array.from({ length: 16 }, (_, index) => index % bytes));

/** What changes nothing, in all lanes; integers have limits in the place of infinities. */
export function identityOf({ lane: { dtype }, identity }: Reduction): number[] {
  const limits = dtype === "int32" || dtype === "uint32" ? limitsOf(dtype)! : undefined;
  const least = Number(limits?.least ?? identity);
  const greatest = Number(limits?.greatest ?? identity);
  return v128.const(constantBytes(dtype, Math.min(greatest, Math.max(least, identity))));
}
