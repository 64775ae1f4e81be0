/** @file The logistic function with its slope, both exact far out. */

import { applyAll } from "../../graph/apply.ts";
import { toTensors } from "../../graph/literal.ts";
import type { EmitContext, Op, TensorType } from "../../graph/op.ts";
import type { Operand, Tensor } from "../../graph/tensor.ts";
import { requireFloat } from "../dtype-rules.ts";
import { add, mul, sub } from "./arithmetic.ts";

/** Whether the slope is the second result. */
type SigmoidAttributes = { readonly slope: boolean };

const logistic = (x: number): number => 1 / (1 + Math.exp(-x));

export const Sigmoid: Op<SigmoidAttributes> = {
  name: "Sigmoid",
  doc: "1/(1 + e⁻ˣ), and its slope y(1 - y).",
  infer([x], { slope }) {
    requireFloat("sigmoid", x!);
    return slope ? [x!, x!] : x!;
  },
  vjp: ({ inputs: [x], outputs, dys, given, attributes }) => {
    const [y, slope] = (attributes.slope ? outputs : both(x!)) as [Tensor, Tensor];
    const dx = mul(dys[0]!, slope);
    return [given[1] ? add(dx, mul(given[1], mul(slope, sub(1, mul(y, 2))))) : dx];
  },
  batch: ({ inputs: [x], attributes }) => applyAll(Sigmoid, [x!], attributes),
  onnx: emitSigmoid,
  reference: ([x], { slope }) => {
    const y = { ...x!, data: x!.data.map(logistic) };
    return slope ? [y, { ...x!, data: x!.data.map((each) => logistic(each) * logistic(-each)) }] : y;
  },
  samples: [
    ...[[2, 3], [], [0, 2]].map((shape) => ({ inputs: [{ shape, range: [-2, 2] as const }] })),
    { inputs: [{ shape: [5], values: [-1000, -20, 20, 1000, Number.NaN] }] },
  ].map((sample) => ({ ...sample, attributes: { slope: true } })),
  prune: (inputs, attributes, [, isUsed]) =>
    isUsed ? { inputs, attributes, kept: [0, 1] } : { inputs, attributes: { slope: false }, kept: [0] },
};

/**
 * By the exponential: ONNX Runtime's kernel is exact to 1e-7, which is more than the function is far out. The slope is
 * exact far out in float64; in float32 it is y(1 - y), which is cheaper, so that it is 0 where y rounds to 1.
 */
function emitSigmoid({
  inputs,
  types,
  attributes,
  node,
  constant,
}: EmitContext<SigmoidAttributes>): string[] {
  const [{ dtype }] = types as [TensorType];
  const number = (value: number) => constant(dtype, [value], []);
  const power = node("Exp", [node("Neg", inputs)]);
  const y = node("Reciprocal", [node("Add", [power, number(1)])]);
  if (!attributes.slope) return [y];
  // 1 - y = e⁻ˣy, where the power may be infinite and y 0.
  const rest =
    dtype === "float64"
      ? node("Mul", [node("Min", [power, number(Number.MAX_VALUE)]), y])
      : node("Sub", [number(1), y]);
  return [y, node("Mul", [rest, y])];
}

const both = (x: Tensor): readonly Tensor[] => applyAll(Sigmoid, [x], { slope: true });

/**
 * 1/(1 + e⁻ˣ)
 *
 * @example
 * await sigmoid(tensor([-20, 0])).data(); // [2.0611537e-9, 0.5]
 */
export const sigmoid = (x: Operand): Tensor => both(toTensors("sigmoid", [x])[0]!)[0]!;
