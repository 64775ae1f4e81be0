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
import { type Code, doubleBytes, floatBytes, i32, v128 } from "./wasm/instructions.ts";
import { isSimdName, type SimdName, simd } from "./wasm/simd.ts";

/** Bytes of an element in a kernel. */
export type Width = 4 | 8;

/** Bytes of the elements of a dtype in vectors, conditions apart. */
export const laneBytes = (dtype: LaneDtype): Width => (dtype === "float64" || dtype === "int64" ? 8 : 4);

/** The specification's name of a shape, and the sign at the end of names where integers differ by it. */
const shapes: { readonly [dtype in LaneDtype]: readonly [shape: string, sign: string] } = {
  float32: ["f32x4", ""],
  float64: ["f64x2", ""],
  int32: ["i32x4", "_s"],
  uint32: ["i32x4", "_u"],
  int64: ["i64x2", "_s"],
  bool: ["v128", ""],
};

/** The specification's names, behind that of the shape. */
const names: { readonly [kind in Instruction]?: string } = {
  add: "add",
  sub: "sub",
  mul: "mul",
  div: "div",
  min: "min",
  max: "max",
  pmin: "pmin",
  pmax: "pmax",
  neg: "neg",
  abs: "abs",
  sqrt: "sqrt",
  floor: "floor",
  ceil: "ceil",
  trunc: "trunc",
  round: "nearest",
  equal: "eq",
  notEqual: "ne",
  less: "lt",
  lessEqual: "le",
  shiftLeft: "shl",
  shiftRight: "shr",
};

/** Of all 128 bits, whatever they stand for. */
const bitwise: { readonly [kind in Instruction]?: SimdName } = {
  not: "v128.not",
  and: "v128.and",
  or: "v128.or",
  xor: "v128.xor",
};

/** The instruction of a kind on operands of a dtype, if there is one. */
function simdName(kind: Instruction, dtype: LaneDtype): SimdName | undefined {
  // All bits of a condition are the same.
  if (kind === "notEqual" && dtype === "bool") return "v128.xor";
  // The largest of uint32 would count as negative.
  if (kind === "abs" && dtype === "uint32") return undefined;
  const [shape, sign] = shapes[dtype];
  const name = `${shape}.${names[kind]}`;
  return [name, name + sign].find(isSimdName);
}

/** Whether there is code for an instruction on operands of a dtype. */
export const hasInstruction = (kind: string, dtype: LaneDtype): boolean =>
  !(kind in names) ||
  simdName(kind as Instruction, dtype) !== undefined ||
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
  if (whole !== undefined) return [...operands, ...simd(whole)];
  if (kind === "equal" && from === "bool") return [...operands, ...simd("v128.xor"), ...simd("v128.not")];
  const name = simdName(kind as Instruction, from);
  if (name === undefined) throw new Error(`internal: kernels have no ${kind} of ${from}`);
  const count = kind.startsWith("shift") ? i32.const(value) : [];
  return [...operands, ...count, ...simd(name), ...(comparisons.has(kind) ? widened(from, width) : [])];
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
  if (isZero(y)) return [...operand(1), ...condition, ...simd("v128.and")];
  if (isZero(x)) return [...operand(2), ...condition, ...simd("v128.andnot")];
  return [...operand(1), ...operand(2), ...condition, ...simd("v128.bitselect")];
}

const isZero = ({ kind, value }: LaneNode): boolean => kind === "constant" && Object.is(value, 0);

/** Two conditions of four bytes in the lower half, out of two of eight bytes. */
const packed = v128.swizzle([0, 1, 2, 3, 8, 9, 10, 11, 0, 1, 2, 3, 8, 9, 10, 11]);

/** What a comparison of four bytes needs to become a condition of the width. */
const widened = (from: LaneDtype, width: Width): Code =>
  width === 8 && laneBytes(from) === 4 && from !== "bool" ? simd("i64x2.extend_low_i32x4_s") : [];

/** The first element in all places. */
const repeated = v128.swizzle([0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3]);

const direct: { readonly [pair: string]: SimdName } = {
  "int32 float32": "f32x4.convert_i32x4_s",
  "uint32 float32": "f32x4.convert_i32x4_u",
  "float32 int32": "i32x4.trunc_sat_f32x4_s",
  "float32 uint32": "i32x4.trunc_sat_f32x4_u",
  "float32 float64": "f64x2.promote_low_f32x4",
  "int32 float64": "f64x2.convert_low_i32x4_s",
  "uint32 float64": "f64x2.convert_low_i32x4_u",
  "float64 float32": "f32x4.demote_f64x2_zero",
  "float64 int32": "i32x4.trunc_sat_f64x2_s_zero",
  "float64 uint32": "i32x4.trunc_sat_f64x2_u_zero",
};

function conversion(from: LaneDtype, to: LaneDtype, width: Width): Code {
  if (from === "bool") {
    const isNarrow = width === 8 && laneBytes(to) === 4;
    return [...(isNarrow ? packed : []), ...v128.const(constantBytes(to, 1)), ...simd("v128.and")];
  }
  if (to === "bool") {
    const zero = v128.const(constantBytes(from, 0));
    return [...zero, ...simd(simdName("notEqual", from)!), ...widened(from, width)];
  }
  if (from.endsWith("int32") && to.endsWith("int32")) return [];
  const name = direct[`${from} ${to}`];
  if (name === undefined) throw new Error(`internal: kernels cannot convert ${from} to ${to}`);
  // In a kernel of width 4 elements of 8 bytes are scalars.
  const isShorter = width === 4 && laneBytes(from) === 8;
  return [...simd(name), ...(isShorter ? repeated : [])];
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
