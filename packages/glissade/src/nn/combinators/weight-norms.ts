/** @file Layers around a layer that normalise its weight: by its norms, or by its largest singular value. */

import { ArgumentError, within } from "../../errors.ts";
import { requireTensor } from "../../graph/operand-checks.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { div, maximum, mul } from "../../ops/elementwise/arithmetic.ts";
import { stopGradient } from "../../ops/elementwise/cast.ts";
import { matmul } from "../../ops/linalg/matmul.ts";
import { norm } from "../../ops/reduce/statistics.ts";
import { sum } from "../../ops/reduce/sum.ts";
import { moveAxis, reshape } from "../../ops/shape/layout.ts";
import { kind, optionsReader } from "../../options/kinds.ts";
import { nonNegatives } from "../../options/ranges.ts";
import { normal } from "../../random/distributions.ts";
import * as random from "../../random/index.ts";
import type { AnyLayer, InputOf, Layer, OutputOf, ParamsOf, Stateful } from "../layer.ts";
import { describe, requireCall, requireLayer, requireStart, requireVariables } from "../layer-checks.ts";

/** Parameters with a weight among them. */
type Weighted = { readonly weight: Tensor };

/** A layer without state that has a weight. */
// biome-ignore lint/suspicious/noExplicitAny: inputs and outputs are those of the layer.
type WeightedLayer = Layer<any, any, any>;

export interface WeightNormOptions {
  /**
   * The axis of the weight that counts the outputs, each of which has a norm of its own: by default the last of a matrix, as
   * in `linear`, and the first of kernels, as in `conv2d`.
   */
  readonly axis?: number;
}

const readWeightNorm = optionsReader<WeightNormOptions>({ axis: kind.integer });

/** Direction and length in place of the weight. */
export type WeightNormParams<Params> = Omit<Params, "weight"> & {
  readonly weight: { readonly direction: Tensor; readonly magnitude: Tensor };
};

const axisOf = (weight: Tensor, axis = weight.rank === 2 ? 1 : 0): number =>
  axis < 0 ? axis + weight.rank : axis;

const otherAxes = (weight: Tensor, axis: number): number[] =>
  [...weight.shape.keys()].filter((each) => each !== axis);

/**
 * A layer whose weight is g·v/‖v‖, a length for each output times a direction, both learned: Weight Normalization: A Simple
 * Reparameterization to Accelerate Training of Deep Neural Networks (Salimans and Kingma 2016, arXiv:1602.07868).
 *
 * @example
 * const layer = nn.weightNorm(nn.linear(3));
 * const params = layer.init(random.key(1), zeros([1, 2]));
 * [params.weight.direction.shape, params.weight.magnitude.shape]; // [[2, 3], [1, 3]]
 * layer.apply(params, zeros([5, 2])).shape; // [5, 3]
 *
 * @throws ArgumentError for a layer with state or without a parameter `weight`
 */
export function weightNorm<L extends WeightedLayer>(
  inner: L,
  options?: WeightNormOptions,
): Layer<WeightNormParams<ParamsOf<L>>, InputOf<L>, OutputOf<L>> {
  const { axis } = readWeightNorm("weightNorm", options);
  requireStateless("weightNorm(layer)", inner);
  const lengthsOf = (weight: Tensor) =>
    norm(weight, { axis: otherAxes(weight, axisOf(weight, axis)), keepDims: true });
  const place = "weightNorm";
  return {
    name: `weightNorm(${inner.name})`,
    random: inner.random,
    init: (key, x) =>
      within(place, () => {
        requireStart(key, x);
        const { weight, ...rest } = weighted(inner, inner.init(key, x));
        return { ...rest, weight: { direction: weight, magnitude: lengthsOf(weight) } };
      }),
    apply: (params, x, context) =>
      within(place, () => {
        requireCall(x, context);
        const { direction, magnitude } = requireParts(params);
        const weight = mul(direction, div(magnitude, lengthsOf(direction)));
        return inner.apply({ ...params, weight }, x, context);
      }),
  } as Layer<WeightNormParams<ParamsOf<L>>, InputOf<L>, OutputOf<L>>;
}

function requireParts(params: unknown): { readonly direction: Tensor; readonly magnitude: Tensor } {
  const { weight } = Object(params) as {
    readonly weight?: Partial<Record<"direction" | "magnitude", Tensor>>;
  };
  const { direction, magnitude } = Object(weight);
  requireTensor("params/weight/direction", direction);
  requireTensor("params/weight/magnitude", magnitude);
  return { direction, magnitude };
}

export interface SpectralNormOptions extends WeightNormOptions {
  /** Steps of the power iteration in every call while training; 1 by default. */
  readonly iterations?: number;
  /** The least norm to divide by; 1e-12 by default. */
  readonly eps?: number;
}

const readSpectralNorm = optionsReader<SpectralNormOptions>({
  axis: kind.integer,
  iterations: kind.count,
  eps: kind.within(nonNegatives),
});

/** Estimates of the singular vectors of the largest singular value: of outputs, and of all else. */
export type SpectralNormState = { readonly u: Tensor; readonly v: Tensor };

/** Steps that the start takes, as in PyTorch. */
const FIRST_ITERATIONS = 15;

/**
 * A layer whose weight is divided by its largest singular value, which a power iteration follows while training: Spectral
 * Normalization for Generative Adversarial Networks (Miyato et al. 2018, arXiv:1802.05957). Numbers are those of PyTorch's
 * `parametrizations.spectral_norm`.
 *
 * @example
 * const layer = nn.spectralNorm(nn.linear(3));
 * const variables = layer.init(random.key(1), zeros([1, 2]));
 * const [y, state] = layer.apply(variables, zeros([5, 2]), { training: true });
 * [y.shape, state.u.shape, state.v.shape]; // [[5, 3], [3], [2]]
 *
 * @throws ArgumentError for a layer with state or without a parameter `weight`
 */
export function spectralNorm<L extends WeightedLayer>(
  inner: L,
  options?: SpectralNormOptions,
): Stateful<ParamsOf<L>, SpectralNormState, InputOf<L>, OutputOf<L>> {
  const { axis, iterations = 1, eps = 1e-12 } = readSpectralNorm("spectralNorm", options);
  requireStateless("spectralNorm(layer)", inner);
  const matrixOf = (weight: Tensor) => {
    const rows = moveAxis(weight, axisOf(weight, axis), 0);
    return reshape(rows, [rows.shape[0]!, -1]); // (outputs, all else)
  };
  const place = "spectralNorm";
  return {
    name: `spectralNorm(${inner.name})`,
    random: inner.random,
    stateful: true,
    init: (key, x) =>
      within(place, () => {
        requireStart(key, x);
        const params = weighted(inner, inner.init(key, x));
        const matrix = matrixOf(params.weight);
        return {
          params,
          state: powerIteration(matrix, startVectors(key, matrix, eps), FIRST_ITERATIONS, eps),
        };
      }),
    apply: (variables, x, context) =>
      within(place, () => {
        requireCall(x, context);
        requireVariables("variables", variables);
        const { params, state } = variables as { params: Weighted; state: SpectralNormState };
        requireTensor("params/weight", params.weight);
        const matrix = matrixOf(params.weight);
        const next = context?.training ? powerIteration(stopGradient(matrix), state, iterations, eps) : state;
        const largest = sum(mul(next.u, matmul(matrix, next.v)));
        const weight = div(params.weight, largest);
        return [inner.apply({ ...params, weight }, x, context), next];
      }),
  } as Stateful<ParamsOf<L>, SpectralNormState, InputOf<L>, OutputOf<L>>;
}

const unit = (x: Tensor, eps: number): Tensor => div(x, maximum(norm(x), eps));

function startVectors(key: Tensor, { shape, dtype }: Tensor, eps: number): SpectralNormState {
  const [first, second] = random.split(random.foldIn(key, 0)) as [Tensor, Tensor];
  const [rows, columns] = shape as [number, number];
  return {
    u: unit(normal(first, [rows], { dtype }), eps),
    v: unit(normal(second, [columns], { dtype }), eps),
  };
}

/** u ← Wv/‖Wv‖, v ← Wᵀu/‖Wᵀu‖ */
function powerIteration(
  matrix: Tensor,
  { u, v }: SpectralNormState,
  iterations: number,
  eps: number,
): SpectralNormState {
  for (let step = 0; step < iterations; step++) {
    u = unit(matmul(matrix, v), eps);
    v = unit(matmul(u, matrix), eps);
  }
  return { u, v };
}

function requireStateless(where: string, inner: unknown): void {
  requireLayer(where, inner);
  if (!(inner as AnyLayer).stateful) return;
  throw new ArgumentError({
    where,
    rule: `must be a layer without state that has a weight, got ${(inner as AnyLayer).name}`,
    fix: "Put it around each layer that has a weight, such as nn.linear or nn.conv2d",
  });
}

function weighted(inner: WeightedLayer, params: unknown): Weighted {
  const { weight } = Object(params) as Partial<Weighted>;
  if (weight !== undefined && typeof (weight as Tensor).rank === "number") return params as Weighted;
  throw new ArgumentError({
    where: "layer",
    rule: `must have a parameter "weight", got ${inner.name} with ${describe(params)}`,
    fix: "Put it around a layer that has one, such as nn.linear or nn.conv2d",
  });
}
