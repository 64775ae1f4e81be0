/** @file Changes of dtype, and operations that change nothing but what transformations see. */

import { apply } from "../../graph/apply.ts";
import { type Dtype, dtypes, isFloat, toNumbers, toWrapped } from "../../graph/dtype.ts";
import type { LaneDtype } from "../../graph/lane.ts";
import { type Op, zeroGradient } from "../../graph/op.ts";
import { requireTensor } from "../../graph/operand-checks.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { tensorKind } from "../../graph/tensor-options.ts";
import { kind, requireKind } from "../../options/kinds.ts";

type None = Record<never, never>;

const dtypeKind = kind.needed(tensorKind.dtype);

export const Cast: Op<{ dtype: Dtype }> = {
  name: "Cast",
  doc: "The same numbers in another dtype; floats are truncated towards zero, and bool is x ≠ 0.",
  infer: ([x], { dtype }) => ({ dtype, shape: x!.shape }),
  vjp: ({ inputs: [x], dy }) => [isFloat(x!.dtype) ? cast(dy, x!.dtype) : undefined],
  batch: ({ inputs: [x], attributes: { dtype } }) => cast(x!, dtype),
  onnx: ({ inputs, attributes: { dtype }, node }) => node("Cast", inputs, { to: dtypes[dtype].onnx }),
  lane: { kind: "map", each: (math, [x], { dtype }) => math.convert(x!, dtype as LaneDtype) },
  reference: ([x], { dtype }) => {
    const whole = (value: number) => (Number.isFinite(value) ? Math.trunc(value) : 0);
    const values = dtypes[dtype].kind === "integer" ? x!.data.map(whole) : x!.data;
    return { dtype, shape: x!.shape, data: toNumbers(toWrapped(dtype, values)) };
  },
  samples: [
    { inputs: [[2, 3]], attributes: { dtype: "float32" } },
    { inputs: [[2, 3]], attributes: { dtype: "float64" } },
    { inputs: [{ shape: [3], values: [-1.5, 0, 2.5] }], attributes: { dtype: "int64" } },
    { inputs: [{ shape: [3], dtype: "bool", values: [0, 1, 1] }], attributes: { dtype: "int32" } },
    { inputs: [{ shape: [3], dtype: "int32", values: [5, 0, -1] }], attributes: { dtype: "uint32" } },
    { inputs: [{ shape: [3], values: [-1.5, 0, 2.5] }], attributes: { dtype: "bool" } },
  ],
  simplify: ([x], { dtype }) => (x!.dtype === dtype ? x : undefined),
};

/**
 * The same numbers in another dtype; floats are truncated towards zero, and bool is x ≠ 0, so that NaN is true. As in
 * NumPy, NaN, infinity and numbers out of the range of integers become undefined integers, which depend on the
 * provider and the platform; `clip` first where they may come.
 *
 * @example
 * await cast(tensor([-1.5, 2.5]), "int32").data(); // [-1, 2]
 */
export const cast = (x: Tensor, dtype: Dtype): Tensor => {
  requireTensor("cast", x);
  requireKind("cast(dtype)", dtypeKind, dtype);
  return x.dtype === dtype ? x : apply(Cast, [x], { dtype });
};

/** Passes its input on; the point at which a transformation holds on to a value. */
export const Identity: Op<None> = {
  name: "Identity",
  doc: "The input itself.",
  infer: ([x]) => x!,
  vjp: ({ dy }) => [dy],
  batch: ({ inputs: [x] }) => x!,
  onnx: "Identity",
  lane: { kind: "view" },
  reference: ([x]) => x!,
  samples: [{ inputs: [[2, 3]] }, { inputs: [[]] }],
  simplify: ([x]) => x,
};

export const identity = (x: Tensor): Tensor => apply(Identity, [x], {});

export const StopGradient: Op<None> = {
  ...Identity,
  name: "StopGradient",
  doc: "The input itself, as a constant to every gradient.",
  vjp: zeroGradient("stopGradient holds the value constant"),
  batch: ({ inputs: [x] }) => stopGradient(x!),
  onnx: "Identity",
};

/** The input itself, as a constant to every gradient. */
export const stopGradient = (x: Tensor): Tensor => apply(StopGradient, [x], {});
