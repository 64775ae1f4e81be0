/** @file Operations on the bits of integers. */

import { apply } from "../../graph/apply.ts";
import type { Dtype } from "../../graph/dtype.ts";
import type { ElementLane } from "../../graph/lane.ts";
import { type Sample, zeroGradient } from "../../graph/op.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { requireInteger, requireSameDtype } from "../dtype-rules.ts";
import { callBinary, type ElementwiseSpec, elementwiseOp } from "./elementwise.ts";

/** Integers of one dtype. */
export const integers: ElementwiseSpec["check"] = (where, types) => {
  for (const type of types) requireInteger(where, type);
  requireSameDtype(where, types);
};

/** A sample input of integers. */
export const patterns = (dtype: Dtype, ...values: number[]) => ({ shape: [values.length], dtype, values });

const samples: readonly Sample<Record<never, never>>[] = [
  { inputs: [patterns("int32", 12, -7, 0), patterns("int32", 10, 5, -1)] },
  { inputs: [patterns("int64", 2 ** 40 + 1, -7, 3), patterns("int64", 2 ** 40)] },
  { inputs: [patterns("uint8", 255, 7), patterns("uint8", 170, 13)] },
  {
    inputs: [
      { shape: [2, 3], dtype: "uint32" },
      { shape: [0, 2, 3], dtype: "uint32" },
    ],
  },
];

const bitwise = (
  name: string,
  doc: string,
  { f, lane, arity = 2 }: { f: (...values: bigint[]) => bigint; lane: ElementLane; arity?: number },
) =>
  elementwiseOp({
    name,
    doc,
    lane,
    f: (...values) => Number(f(...values.map(BigInt))),
    gradient: zeroGradient("integers have no gradient"),
    check: integers,
    samples: samples.map(({ inputs }) => ({ inputs: inputs.slice(0, arity) })),
  });

export const BitwiseAnd = bitwise("BitwiseAnd", "the bits set in both", {
  f: (x, y) => x! & y!,
  lane: (math, x, y) => math.and(x, y),
});
export const BitwiseOr = bitwise("BitwiseOr", "the bits set in either", {
  f: (x, y) => x! | y!,
  lane: (math, x, y) => math.or(x, y),
});
export const BitwiseXor = bitwise("BitwiseXor", "the bits set in one of them", {
  f: (x, y) => x! ^ y!,
  lane: (math, x, y) => math.xor(x, y),
});
export const BitwiseNot = bitwise("BitwiseNot", "the bits not set", {
  f: (x) => ~x!,
  lane: (math, x) => math.not(x),
  arity: 1,
});

/** The bits set in both of two integers. */
export const bitwiseAnd = callBinary(BitwiseAnd);
/** The bits set in at least one of two integers. */
export const bitwiseOr = callBinary(BitwiseOr);
/** The bits set in exactly one of two integers. */
export const bitwiseXor = callBinary(BitwiseXor);
/** The bits not set in an integer. */
export const bitwiseNot = (x: Tensor): Tensor => apply(BitwiseNot, [x], {});
