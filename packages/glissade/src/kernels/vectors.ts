/**
 * @file The instructions of lanes as WebAssembly's instructions on vectors of 16 bytes.
 *
 * A kernel of width 4 has four elements in a vector, one of width 8 has two; elements of four bytes then lie in the
 * lower half. Conditions are ones or zeros over the whole width. Elements of 8 bytes in a kernel of width 4 are
 * scalars: the same in all places of the vector.
 */

import { limitsOf } from "../graph/dtype.ts";
import type { LaneDtype } from "../graph/lane.ts";
import type { Instruction, LaneNode } from "./lanes.ts";
import { type Code, doubleBytes, floatBytes, i32, v128, vector } from "./wasm/instructions.ts";

/** Bytes of an element in a kernel. */
export type Width = 4 | 8;

/** Bytes of the elements of a dtype in vectors, conditions apart. */
export const laneBytes = (dtype: LaneDtype): Width => (dtype === "float64" || dtype === "int64" ? 8 : 4);

/** Opcodes by the dtype of the operands. */
type Row = { readonly [dtype in LaneDtype]?: number };

const opcodes: { readonly [kind in Instruction]?: Row } = {
  add: { float32: 228, float64: 240, int32: 174, uint32: 174, int64: 206 },
  sub: { float32: 229, float64: 241, int32: 177, uint32: 177, int64: 209 },
  mul: { float32: 230, float64: 242, int32: 181, uint32: 181, int64: 213 },
  div: { float32: 231, float64: 243 },
  min: { float32: 232, float64: 244, int32: 182, uint32: 183 },
  max: { float32: 233, float64: 245, int32: 184, uint32: 185 },
  pmin: { float32: 234, float64: 246 },
  pmax: { float32: 235, float64: 247 },
  neg: { float32: 225, float64: 237, int32: 161, uint32: 161, int64: 193 },
  abs: { float32: 224, float64: 236, int32: 160, int64: 192 },
  sqrt: { float32: 227, float64: 239 },
  floor: { float32: 104, float64: 117 },
  ceil: { float32: 103, float64: 116 },
  trunc: { float32: 105, float64: 122 },
  round: { float32: 106, float64: 148 },
  equal: { float32: 65, float64: 71, int32: 55, uint32: 55, int64: 214 },
  notEqual: { float32: 66, float64: 72, int32: 56, uint32: 56, int64: 215, bool: 81 },
  less: { float32: 67, float64: 73, int32: 57, uint32: 58, int64: 216 },
  lessEqual: { float32: 69, float64: 75, int32: 61, uint32: 62, int64: 218 },
  shiftLeft: { int32: 171, uint32: 171, int64: 203 },
  shiftRight: { int32: 172, uint32: 173, int64: 204 },
};

/** Of all 128 bits, whatever they stand for. */
const bitwise: { readonly [kind in Instruction]?: number } = { not: 77, and: 78, or: 80, xor: 81 };
const [SELECT, NOT, XOR, AND, AND_NOT] = [82, 77, 81, 78, 79];

/** Whether there is code for an instruction on operands of a dtype. */
export const hasInstruction = (kind: string, dtype: LaneDtype): boolean =>
  !(kind in opcodes) ||
  opcodes[kind as Instruction]![dtype] !== undefined ||
  (kind === "equal" && dtype === "bool");

const comparisons: ReadonlySet<string> = new Set(["equal", "notEqual", "less", "lessEqual"]);

/** The code of an instruction, in a kernel of a width; `operand` gives the code of its operands. */
export function instructionCode(node: LaneNode, width: Width, operand: (position: number) => Code): number[] {
  const { kind, value, dtype } = node;
  if (kind === "constant") return v128.const(constantBytes(dtype, value));
  if (kind === "select") return selection(node, width, operand);
  const operands = node.operands.flatMap((_, position) => operand(position));
  const from = node.operands[0]!.dtype;
  if (kind === "bits") return operands;
  if (kind === "convert") return [...operands, ...conversion(from, dtype, width)];
  const whole = bitwise[kind as Instruction];
  if (whole !== undefined) return [...operands, ...vector(whole)];
  // All bits of a condition are the same.
  if (kind === "equal" && from === "bool") return [...operands, ...vector(XOR), ...vector(NOT)];
  const opcode = opcodes[kind as Instruction]?.[from];
  if (opcode === undefined) throw new Error(`internal: kernels have no ${kind} of ${from}`);
  const count = kind.startsWith("shift") ? i32.const(value) : [];
  return [...operands, ...count, ...vector(opcode), ...(comparisons.has(kind) ? widened(from, width) : [])];
}

/** A choice; of zero and another it is an AND, for which machines need less. */
function selection(
  { dtype, operands }: LaneNode,
  width: Width,
  operand: (position: number) => Code,
): number[] {
  const isNarrow = width === 8 && laneBytes(dtype) === 4 && dtype !== "bool";
  const condition = [...operand(0), ...(isNarrow ? packed : [])];
  const [, x, y] = operands as [LaneNode, LaneNode, LaneNode];
  if (isZero(y)) return [...operand(1), ...condition, ...vector(AND)];
  if (isZero(x)) return [...operand(2), ...condition, ...vector(AND_NOT)];
  return [...operand(1), ...operand(2), ...condition, ...vector(SELECT)];
}

const isZero = ({ kind, value }: LaneNode): boolean => kind === "constant" && Object.is(value, 0);

/** Two conditions of four bytes in the lower half, out of two of eight bytes. */
const packed = v128.swizzle([0, 1, 2, 3, 8, 9, 10, 11, 0, 1, 2, 3, 8, 9, 10, 11]);

/** i64x2.extend_low_i32x4_s */
const EXTEND = vector(199);

/** What a comparison of four bytes needs to become a condition of the width. */
const widened = (from: LaneDtype, width: Width): Code =>
  width === 8 && laneBytes(from) === 4 && from !== "bool" ? EXTEND : [];

/** The first element in all places. */
const repeated = v128.swizzle([0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3]);

const direct: { readonly [pair: string]: number } = {
  "int32 float32": 250,
  "uint32 float32": 251,
  "float32 int32": 248,
  "float32 uint32": 249,
  "float32 float64": 95,
  "int32 float64": 254,
  "uint32 float64": 255,
  "float64 float32": 94,
  "float64 int32": 252,
  "float64 uint32": 253,
};

function conversion(from: LaneDtype, to: LaneDtype, width: Width): Code {
  if (from === "bool") {
    const isNarrow = width === 8 && laneBytes(to) === 4;
    return [...(isNarrow ? packed : []), ...v128.const(constantBytes(to, 1)), ...vector(AND)];
  }
  if (to === "bool") {
    const zero = v128.const(constantBytes(from, 0));
    return [...zero, ...vector(opcodes.notEqual![from]!), ...widened(from, width)];
  }
  if (from.endsWith("int32") && to.endsWith("int32")) return [];
  const opcode = direct[`${from} ${to}`];
  if (opcode === undefined) throw new Error(`internal: kernels cannot convert ${from} to ${to}`);
  // In a kernel of width 4 elements of 8 bytes are scalars.
  const isShorter = width === 4 && laneBytes(from) === 8;
  return [...vector(opcode), ...(isShorter ? repeated : [])];
}

/** The 16 bytes of a constant in all places. */
export function constantBytes(dtype: LaneDtype, value: number): number[] {
  if (dtype === "bool") return new Array<number>(16).fill(value ? 255 : 0);
  const element = elementBytes(dtype, value);
  return Array.from({ length: 16 }, (_, index) => element[index % element.length]!);
}

/** Infinities become the limits of integers. */
function toFinite(dtype: Exclude<LaneDtype, "bool">, value: number): number {
  if (Number.isFinite(value)) return value;
  const { least, greatest } = limitsOf(dtype)!;
  return Number(value > 0 ? greatest : least);
}

function elementBytes(dtype: Exclude<LaneDtype, "bool">, value: number): number[] {
  switch (dtype) {
    case "float32":
      return floatBytes(value);
    case "float64":
      return doubleBytes(value);
    case "int64":
      return [...new Uint8Array(BigInt64Array.of(BigInt(value)).buffer)];
    default:
      return [...new Uint8Array(Uint32Array.of(toFinite(dtype, value)).buffer)];
  }
}
