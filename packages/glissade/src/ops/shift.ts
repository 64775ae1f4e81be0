/** @file Shifts of unsigned integers. */

import { DtypeError } from "../errors.ts";
import { type Op, zeroGradient } from "../graph/op.ts";
import { apply, type Tensor } from "../graph/tensor.ts";

export const ShiftRight: Op<{ bits: number }> = {
  name: "ShiftRight",
  doc: "The integer part of x/2ᵇ, for uint32.",
  infer([x]) {
    if (x!.dtype === "uint32") return x!;
    throw new DtypeError({ where: "shiftRight", rule: `needs uint32, got ${x!.dtype}` });
  },
  vjp: zeroGradient("integers have no gradient"),
  batch: ({ inputs: [x], attributes: { bits } }) => shiftRight(x!, bits),
  onnx: ({ inputs: [x], attributes: { bits }, node, constant }) =>
    node("BitShift", [x!, constant("uint32", [bits], [])], { direction: "RIGHT" }),
  reference: ([x], { bits }) => ({ ...x!, data: x!.data.map((value) => Math.floor(value / 2 ** bits)) }),
  samples: [
    { inputs: [{ shape: [3], dtype: "uint32", values: [255, 256, 4294967295] }], attributes: { bits: 8 } },
  ],
};

/** The integer part of x/2ᵇ, for uint32. */
export const shiftRight = (x: Tensor, bits: number): Tensor => apply(ShiftRight, [x], { bits });
