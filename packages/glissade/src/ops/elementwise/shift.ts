/** @file Shifts of the bits of integers. */

import { type Dtype, dtypes } from "../../graph/dtype.ts";
import type { Lane, LaneMath } from "../../graph/lane.ts";
import { type EmitContext, zeroGradient } from "../../graph/op.ts";
import { integers, patterns } from "./bitwise.ts";
import { callBinary, type ElementwiseSpec, elementwiseOp } from "./elementwise.ts";

type Context = EmitContext<Record<never, never>>;

/** ONNX shifts unsigned integers alone; the types that hold the bits of signed ones. */
const unsigned: { readonly [dtype in Dtype]?: number } = { int32: dtypes.uint32.onnx, int64: 13 };

/** A shift of the bits as they are, whatever the sign. */
function shiftBits({ types, node }: Context, direction: "LEFT" | "RIGHT", inputs: readonly string[]): string {
  const { dtype } = types[0]!;
  const to = unsigned[dtype];
  if (to === undefined) return node("BitShift", inputs, { direction });
  const bits = inputs.map((name) => node("Cast", [name], { to }));
  return node("Cast", [node("BitShift", bits, { direction })], { to: dtypes[dtype].onnx });
}

/** Negative numbers are shifted as their complements, so that the sign comes after. */
function emitShiftRight(context: Context): string {
  const {
    inputs: [x, y],
    types,
    node,
    constant,
  } = context;
  const { dtype } = types[0]!;
  if (!unsigned[dtype]) return shiftBits(context, "RIGHT", [x!, y!]);
  const isNegative = node("Less", [x!, constant(dtype, [0], [])]);
  const sign = node("Neg", [node("Cast", [isNegative], { to: dtypes[dtype].onnx })]);
  const size = node("BitwiseXor", [x!, sign]);
  return node("BitwiseXor", [shiftBits(context, "RIGHT", [size, y!]), sign]);
}

interface ShiftLane {
  readonly x: Lane;
  readonly y: Lane;
  readonly by: (x: Lane, bits: number) => Lane;
}

/** Machines shift by one number; different ones go by 16, 8, 4, 2 and 1, each where y has that bit. */
function shiftLane(math: LaneMath, { x, y, by }: ShiftLane): Lane {
  const zero = math.constant(y.dtype, 0);
  return [16, 8, 4, 2, 1].reduce((shifted, bits) => {
    const isSet = math.notEqual(math.and(y, math.constant(y.dtype, bits)), zero);
    return math.select(isSet, by(shifted, bits), shifted);
  }, x);
}

const shift = (name: string, spec: Pick<Required<ElementwiseSpec>, "doc" | "f" | "onnx" | "lane">) =>
  elementwiseOp({
    name,
    ...spec,
    gradient: zeroGradient("integers have no gradient"),
    check: integers,
    samples: [
      { inputs: [patterns("uint32", 255, 256, 4294967295), patterns("uint32", 8)] },
      { inputs: [patterns("int32", 1000, -1000, -1), patterns("int32", 0, 3, 31)] },
      { inputs: [patterns("int64", 2 ** 40, -(2 ** 40) - 1, 5), patterns("int64", 2, 3, 1)] },
      { inputs: [patterns("int64", 3e9, -3e9, 2 ** 40, 5, -5, 0, 7, 8, 1), patterns("int64", 32)] },
      { inputs: [patterns("uint8", 255, 1), patterns("uint8", 1, 7)] },
    ],
  });

export const ShiftRight = shift("ShiftRight", {
  doc: "x/2ʸ, rounded down; y is less than the number of bits",
  f: (x, y) => Math.floor(x! / 2 ** y!),
  onnx: emitShiftRight,
  lane: (math, x, y) => shiftLane(math, { x, y, by: (each, bits) => math.shiftRight(each, bits) }),
});

export const ShiftLeft = shift("ShiftLeft", {
  doc: "x·2ʸ without the bits that do not fit; y is less than the number of bits",
  f: (x, y) => x! * 2 ** y!,
  onnx: (context) => shiftBits(context, "LEFT", context.inputs),
  lane: (math, x, y) => shiftLane(math, { x, y, by: (each, bits) => math.shiftLeft(each, bits) }),
});

/** x/2ʸ of integers, rounded down; y must be less than the number of bits. */
export const shiftRight = callBinary(ShiftRight);
/** x·2ʸ of integers, without the bits that do not fit; y must be less than the number of bits. */
export const shiftLeft = callBinary(ShiftLeft);
