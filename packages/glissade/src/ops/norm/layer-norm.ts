/** @file Layer normalisation: ONNX Runtime's kernel goes over the rows once, and hands out what the gradient needs. */

import { ShapeError } from "../../errors.ts";
import { applyAll } from "../../graph/apply.ts";
import { hostArray } from "../../graph/host.ts";
import { literal } from "../../graph/literal.ts";
import type { EmitContext, Op, TensorType, VjpContext } from "../../graph/op.ts";
import { requireTensor } from "../../graph/operand-checks.ts";
import { formatShape, reduceShape, type Shape, sameShape, sizeOf } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { tensorKind } from "../../graph/tensor-options.ts";
import { kind, optionsReader } from "../../options/kinds.ts";
import { requireFloat, requireSameDtype } from "../dtype-rules.ts";
import { add, div, mul, sub } from "../elementwise/arithmetic.ts";
import { sqrt, square } from "../elementwise/unary.ts";
import { mean, requireElements } from "../reduce/reduce.ts";
import { alignRank, expand, sumTo } from "../reduce/sum.ts";

/** `rank` counts the last axes that are normalised together. */
type LayerNormAttributes = { readonly rank: number; readonly eps: number };

const normalizedAxes = (shape: Shape, rank: number): number[] => [...shape.keys()].slice(shape.length - rank);

export const LayerNormalization: Op<LayerNormAttributes> = {
  name: "LayerNormalization",
  doc: "(x - mean)·inverse·weight + bias over the last axes; also the means and the inverse deviations 1/√(variance + eps).",
  infer([x, weight, bias], { rank }) {
    requireFloat("layerNorm", x!);
    requireSameDtype("layerNorm", [x!, weight!, bias!]);
    const axes = normalizedAxes(x!.shape, rank);
    requireElements("layerNorm", x!.shape, axes);
    for (const { shape } of [weight!, bias!]) requireNormalized(x!.shape, shape, rank);
    const rows = { dtype: x!.dtype, shape: reduceShape(x!.shape, axes, true) };
    return [x!, rows, rows];
  },
  vjp: layerNormGradient,
  batch: ({ inputs: [x, weight, bias], batched, size, attributes }) => {
    const all = batched[0] ? x! : expand(x!, [size, ...x!.shape]);
    if (!batched[1] && !batched[2]) return applyAll(LayerNormalization, [all, weight!, bias!], attributes);
    const [scale, shift] = [weight!, bias!].map((input, index) =>
      batched[index + 1] ? alignRank(input, all.rank - 1) : input,
    ) as [Tensor, Tensor];
    const [y, ...rows] = applyAll(LayerNormalization, [all, ...neutral(all, attributes.rank)], attributes);
    return [add(mul(y!, scale), shift), ...rows];
  },
  onnx: emitLayerNorm,
  lane: { kind: "compose", from: layerNormOf },
  reference: ([x, weight, bias], { rank, eps }) => {
    const rows = reduceShape(x!.shape, normalizedAxes(x!.shape, rank), true);
    const [y, means, inverses] = [x!.shape, rows, rows].map((shape) => hostArray(x!.dtype, shape));
    const length = weight!.data.length;
    for (let row = 0; row < sizeOf(rows); row++) {
      const values = x!.data.subarray(row * length, (row + 1) * length);
      const average = values.reduce((total, value) => total + value, 0) / length;
      const variance = values.reduce((total, value) => total + (value - average) ** 2, 0) / length;
      const inverse = 1 / Math.sqrt(variance + eps);
      means!.data[row] = average;
      inverses!.data[row] = inverse;
      values.forEach((value, at) => {
        y!.data[row * length + at] = (value - average) * inverse * weight!.data[at]! + bias!.data[at]!;
      });
    }
    return [y!, means!, inverses!];
  },
  samples: [
    { inputs: [[3, 4], [4], [4]], attributes: { rank: 1, eps: 1e-5 } },
    {
      inputs: [
        [2, 2, 3],
        [2, 3],
        [2, 3],
      ],
      attributes: { rank: 2, eps: 0.1 },
    },
    { inputs: [[3], [3], [3]], attributes: { rank: 1, eps: 1e-5 } },
    { inputs: [[0, 3], [3], [3]], attributes: { rank: 1, eps: 1e-5 } },
  ],
};

function requireNormalized(shape: Shape, parameters: Shape, rank: number): void {
  const last = shape.slice(shape.length - rank);
  if (shape.length >= rank && sameShape(parameters, last)) return;
  throw new ShapeError({
    where: "layerNorm",
    rule: `weight and bias must have the shape that is normalised, got ${formatShape(parameters)} for ${formatShape(last)} of ${formatShape(shape)}`,
  });
}

/** A weight of ones and a bias of zeros. */
const neutral = ({ dtype, shape }: Tensor, rank: number): [Tensor, Tensor] => {
  const last = shape.slice(shape.length - rank);
  return [expand(literal(1, dtype), last), expand(literal(0, dtype), last)];
};

/** The mean over the axes that are normalised, of length 1 in the result. */
const meanOfRows = (x: Tensor, rank: number): Tensor =>
  mean(x, { axis: normalizedAxes(x.shape, rank), keepDims: true });

/** Of other operations: the variance is that of centred values, so that a large mean takes no digits. */
function layerNormOf(inputs: readonly Tensor[], { rank, eps }: LayerNormAttributes): Tensor[] {
  const [x, weight, bias] = inputs as [Tensor, Tensor, Tensor];
  const average = meanOfRows(x, rank);
  const distance = sub(x, average);
  const inverse = div(1, sqrt(add(meanOfRows(square(distance), rank), eps)));
  return [add(mul(mul(distance, inverse), weight), bias), average, inverse];
}

/**
 * With x̂ = (x - mean)·inverse and g = dy·weight: dx = inverse·(g - mean(g) - x̂·mean(g·x̂)), and what flows from the
 * statistics.
 */
function layerNormGradient({
  inputs,
  outputs,
  given,
  dy,
  attributes: { rank },
}: VjpContext<LayerNormAttributes>) {
  const [x, weight, bias] = inputs as [Tensor, Tensor, Tensor];
  const [, average, inverse] = outputs as [Tensor, Tensor, Tensor];
  const [, dAverage, dInverse] = given;
  const length = weight.size;
  const normal = mul(sub(x, average), inverse);
  const scaled = mul(dy, weight);
  const slope = meanOfRows(mul(scaled, normal), rank);
  const bent = dInverse ? add(slope, mul(mul(dInverse, inverse), 1 / length)) : slope;
  const dx = mul(inverse, sub(sub(scaled, meanOfRows(scaled, rank)), mul(normal, bent)));
  return [
    dAverage ? add(dx, mul(dAverage, 1 / length)) : dx,
    sumTo(mul(dy, normal), weight.shape),
    sumTo(dy, bias.shape),
  ];
}

/** The kernel keeps eps and statistics as float32, also where x is float64. */
function emitLayerNorm(context: EmitContext<LayerNormAttributes>): string[] {
  const { inputs, types, attributes, node, nodes, constant } = context;
  const { rank, eps } = attributes;
  const [{ dtype, shape }] = types as [TensorType];
  if (dtype === "float32") {
    return nodes("LayerNormalization", inputs, { count: 3, axis: -rank, epsilon: { float: eps } });
  }
  const [x, weight, bias] = inputs as [string, string, string];
  const over = (values: string) =>
    node("ReduceMean", [values, constant("int64", normalizedAxes(shape, rank))], { keepdims: 1 });
  const average = over(x);
  const distance = node("Sub", [x, average]);
  const variance = over(node("Mul", [distance, distance]));
  const inverse = node("Reciprocal", [node("Sqrt", [node("Add", [variance, constant(dtype, [eps], [])])])]);
  const normal = node("Mul", [distance, inverse]);
  return [node("Add", [node("Mul", [normal, weight]), bias]), average, inverse];
}

export interface LayerNormOptions {
  /** Lengths of the last axes, which are normalised together; those of the weight, or the last axis, by default. */
  readonly normalizedShape?: Shape;
  /** Multiplies the result; ones by default. */
  readonly weight?: Tensor;
  /** Added to the result; zeros by default. */
  readonly bias?: Tensor;
  /** Added to the variance; 1e-5 by default. */
  readonly eps?: number;
}

const readLayerNorm = optionsReader<LayerNormOptions>({
  normalizedShape: kind.integers,
  weight: tensorKind.tensor,
  bias: tensorKind.tensor,
  eps: kind.number,
});

/**
 * (x - mean)/√(variance + eps)·weight + bias, with mean and variance over the last axis, or over more of them (Ba,
 * Kiros and Hinton 2016).
 *
 * @example
 * await layerNorm(tensor([[1, 3], [10, 30]])).data(); // [-1, 1, -1, 1]
 */
export function layerNorm(x: Tensor, options?: LayerNormOptions): Tensor {
  requireTensor("layerNorm", x);
  const {
    weight,
    bias,
    normalizedShape = (weight ?? bias)?.shape ?? x.shape.slice(-1),
    eps = 1e-5,
  } = readLayerNorm("layerNorm", options);
  const rank = normalizedShape.length;
  if (rank === 0 || !sameShape(x.shape.slice(-rank), normalizedShape)) {
    throw new ShapeError({
      where: "layerNorm",
      rule: `the input must end with the shape that is normalised, got ${formatShape(x.shape)} and ${formatShape(normalizedShape)}`,
    });
  }
  const [ones, zeros] = neutral(x, rank);
  return applyAll(LayerNormalization, [x, weight ?? ones, bias ?? zeros], { rank, eps })[0]!;
}
