/** @file The dense layer. */

import { ShapeError } from "../../errors.ts";
import { formatShape, type Shape } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { requireFloat } from "../../ops/dtype-rules.ts";
import { add } from "../../ops/elementwise/arithmetic.ts";
import { matmul } from "../../ops/linalg/matmul.ts";
import { optionsReader } from "../../options/kinds.ts";
import { requireCount } from "../../options/ranges.ts";
import * as random from "../../random/index.ts";
import {
  biasKind,
  type Fans,
  type Initializer,
  initialize,
  initializerKind,
  kaiming,
  zeros,
} from "../initializers.ts";
import type { Layer } from "../layer.ts";
import { denseLayout } from "../pytorch-layout.ts";
import { parametric } from "./parameters.ts";

export interface LinearOptions {
  /** Start of the weights; `kaiming()` by default. */
  readonly weight?: Initializer;
  /** Start of the biases, `zeros()` by default; `null` leaves the bias out. */
  readonly bias?: Initializer | null;
}

/** The option again, for its type to tell whether there is a bias: `null` where there is none. */
export type BiasOption<Bias> = { readonly bias?: Bias };

export type LinearParams = { readonly weight: Tensor; readonly bias: Tensor };

/** Weights, and a bias unless it is left out. */
export type WeightAndBias<Bias> = [Bias] extends [null]
  ? Pick<LinearParams, "weight">
  : null extends Bias
    ? { readonly weight: Tensor; readonly bias?: Tensor }
    : LinearParams;

/** Parameters, whether there is a bias or not. */
export type MaybeBiased = WeightAndBias<Initializer | null>;

/** What the options of layers with weights and a bias may hold. */
export const linearKinds = { weight: initializerKind, bias: biasKind };

const readLinear = optionsReader<LinearOptions>(linearKinds);

/** The initialisers of a layer; `bias` is `null` where it is left out. */
export const initializersOf = ({
  weight = kaiming(),
  bias = zeros(),
}: LinearOptions): Required<LinearOptions> => ({ weight, bias });

interface Start extends Required<LinearOptions> {
  readonly shapes: { readonly weight: Shape; readonly bias?: Shape };
  readonly fans: Fans;
}

/** Weights and biases at their start, from keys of their own. */
export function startOf(key: Tensor, { weight, bias, shapes, fans }: Start): MaybeBiased {
  const [weightKey, biasKey] = random.split(key) as [Tensor, Tensor];
  const weights = initialize("{ weight }", weight, { key: weightKey, shape: shapes.weight, fans });
  if (!bias || !shapes.bias) return { weight: weights };
  return { weight: weights, bias: initialize("{ bias }", bias, { key: biasKey, shape: shapes.bias, fans }) };
}

/** xW + b, or xW: (batch, ..., units) */
export function affine({ weight, bias }: MaybeBiased, x: Tensor): Tensor {
  const product = matmul(x, weight);
  return bias ? add(product, bias) : product;
}

/**
 * y = xW + b over the last axis: from (batch, ..., inputs) to (batch, ..., units). The number of inputs is found at
 * `init`. Behind convolutions put `flatten()` or `globalAveragePool()` in front: images (batch, channels, height, width)
 * are taken by their width otherwise, as in PyTorch.
 *
 * @example
 * const layer = nn.linear(3);
 * const params = layer.init(random.key(1), zeros([1, 2]));
 * params.weight.shape; // [2, 3]
 * layer.apply(params, tensor([[1, 2]])).shape; // [1, 3]
 *
 * @throws ArgumentError for units that are no positive integer; ShapeError for inputs without a batch
 */
export function linear<Bias extends Initializer | null = Initializer>(
  units: number,
  options?: LinearOptions & BiasOption<Bias>,
): Layer<WeightAndBias<Bias>> {
  const start = initializersOf(readLinear("linear", options));
  requireCount("linear(units)", units);
  const shapes = ({ shape }: Tensor) => {
    const weight = [featuresOf(shape), units];
    return { weight, bias: start.bias ? [units] : undefined };
  };
  const layer = parametric<MaybeBiased>({
    name: `linear(${units})`,
    shapes,
    init(key, x) {
      requireFloat("input", x);
      requireBatch(x.shape);
      const fans = { fanIn: featuresOf(x.shape), fanOut: units, dtype: x.dtype };
      return startOf(key, { ...start, shapes: shapes(x), fans });
    },
    apply: affine,
    pytorch: denseLayout,
  });
  return layer as Layer<WeightAndBias<Bias>>;
}

function featuresOf(shape: Shape): number {
  const features = shape.at(-1);
  if (features !== undefined) return features;
  throw new ShapeError({ where: "input", rule: "needs an axis of features, got a single number" });
}

function requireBatch(shape: Shape): void {
  if (shape.length > 1) return;
  throw new ShapeError({
    where: "input",
    rule: `needs shape [batch, ..., features], got ${formatShape(shape)}`,
    fix: "Put the axis of the batch in front, for example with unsqueeze(x, { axis: 0 })",
  });
}
