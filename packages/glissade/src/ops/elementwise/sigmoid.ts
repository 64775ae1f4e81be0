/** @file The logistic function with its slope, both exact far out. */

import { applyAll } from "../../graph/apply.ts";
import type { Lane, LaneMath } from "../../graph/lane.ts";
import { toTensors } from "../../graph/literal.ts";
import type { EmitContext, Op, TensorType } from "../../graph/op.ts";
import type { Operand, Tensor } from "../../graph/tensor.ts";
import { requireFloat } from "../dtype-rules.ts";
import { add, mul, neg, sub } from "./arithmetic.ts";

export type SigmoidAttributes = {
  /** Whether the slope is the second result. */
  readonly slope: boolean;
  /** Whether the input is -x, which spares the kernel of x a negation. */
  readonly negated: boolean;
};

const logistic = (x: number): number => 1 / (1 + Math.exp(-x));

export const Sigmoid: Op<SigmoidAttributes> = {
  name: "Sigmoid",
  doc: "1/(1 + e⁻ˣ), and its slope y(1 - y).",
  infer([x], { slope }) {
    requireFloat("sigmoid", x!);
    return slope ? [x!, x!] : x!;
  },
  vjp: ({ inputs: [x], outputs, dys, given, attributes }) => {
    const { negated } = attributes;
    const [y, slope] = attributes.slope ? outputs : applyAll(Sigmoid, [x!], { slope: true, negated });
    const dx = mul(dys[0]!, slope!);
    const total = given[1] ? add(dx, mul(given[1], mul(slope!, sub(1, mul(y!, 2))))) : dx;
    return [negated ? neg(total) : total];
  },
  batch: ({ inputs: [x], attributes }) => applyAll(Sigmoid, [x!], attributes),
  onnx: emitSigmoid,
  lane: { kind: "map", each: sigmoidLanes },
  reference: ([given], { slope, negated }) => {
    const x = given!.data.map((each) => (negated ? -each : each));
    const y = { ...given!, data: x.map(logistic) };
    return slope ? [y, { ...given!, data: x.map((each) => logistic(each) * logistic(-each)) }] : y;
  },
  samples: [
    ...[[2, 3], [], [0, 2]].map((shape) => ({ inputs: [{ shape, range: [-2, 2] as const }] })),
    { inputs: [{ shape: [5], values: [-1000, -20, 20, 1000, Number.NaN] }] },
  ].flatMap((sample) =>
    [false, true].map((negated) => ({ ...sample, attributes: { slope: true, negated } })),
  ),
  prune: (inputs, attributes, [, isUsed]) =>
    isUsed
      ? { inputs, attributes, kept: [0, 1] }
      : { inputs, attributes: { ...attributes, slope: false }, kept: [0] },
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
  const power = node("Exp", attributes.negated ? inputs : [node("Neg", inputs)]);
  const y = node("Reciprocal", [node("Add", [power, number(1)])]);
  if (!attributes.slope) return [y];
  // 1 - y = e⁻ˣy, where the power may be infinite and y 0.
  const rest =
    dtype === "float64"
      ? node("Mul", [node("Min", [power, number(Number.MAX_VALUE)]), y])
      : node("Sub", [number(1), y]);
  return [y, node("Mul", [rest, y])];
}

/** The same, element by element. */
function sigmoidLanes(
  math: LaneMath,
  inputs: readonly Lane[],
  { slope, negated }: SigmoidAttributes,
): Lane[] {
  const [x] = inputs as [Lane];
  const number = (value: number) => math.constant(x.dtype, value);
  const power = math.exp(negated ? x : math.neg(x));
  const y = math.div(number(1), math.add(power, number(1)));
  if (!slope) return [y];
  const rest =
    x.dtype === "float64" ? math.mul(math.min(power, number(Number.MAX_VALUE)), y) : math.sub(number(1), y);
  return [y, math.mul(rest, y)];
}

/**
 * 1/(1 + e⁻ˣ)
 *
 * @example
 * await sigmoid(tensor([-20, 0])).data(); // [2.0611537e-9, 0.5]
 */
export const sigmoid = (x: Operand): Tensor =>
  applyAll(Sigmoid, toTensors("sigmoid", [x]), { slope: true, negated: false })[0]!;
