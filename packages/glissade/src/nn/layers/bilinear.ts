/** @file The bilinear layer: products of the features of two inputs. */

import { ShapeError, within } from "../../errors.ts";
import { formatShape } from "../../graph/shape.ts";
import { Tensor } from "../../graph/tensor.ts";
import { requireFloat } from "../../ops/dtype-rules.ts";
import { add } from "../../ops/elementwise/arithmetic.ts";
import { einsum } from "../../ops/linalg/einsum.ts";
import { reshape } from "../../ops/shape/layout.ts";
import { optionsReader } from "../../options/kinds.ts";
import { requireCount } from "../../options/ranges.ts";
import { type Initializer, lecun, zeros } from "../initializers.ts";
import type { Layer } from "../layer.ts";
import { describe, requireCall, requireStart } from "../layer-checks.ts";
import {
  type BiasOption,
  type LinearOptions,
  linearKinds,
  type MaybeBiased,
  startOf,
  type WeightAndBias,
} from "./linear.ts";
import { requireShapes } from "./parameters.ts";

/** Two inputs with the same leading axes. */
export type Pair = { readonly a: Tensor; readonly b: Tensor };

const readBilinear = optionsReader<LinearOptions>(linearKinds);

/**
 * yₖ = aᵀWₖb + biasₖ: from `{ a, b }`, (batch, ..., features of each), to (batch, ..., units), as PyTorch's Bilinear.
 * Weights (units, features of a, features of b) start by `lecun()`, of as many inputs as there are products.
 *
 * @example
 * const layer = nn.bilinear(3);
 * const input = { a: zeros([5, 2]), b: zeros([5, 4]) };
 * const params = layer.init(random.key(1), input);
 * params.weight.shape; // [3, 2, 4]
 * layer.apply(params, input).shape; // [5, 3]
 *
 * @throws ArgumentError for units that are no positive integer; ShapeError for inputs whose leading axes differ
 */
export function bilinear<Bias extends Initializer | null = Initializer>(
  units: number,
  options?: LinearOptions & BiasOption<Bias>,
): Layer<WeightAndBias<Bias>, Pair> {
  const { weight = lecun(), bias = zeros() } = readBilinear("bilinear", options);
  requireCount("bilinear(units)", units);
  const name = `bilinear(${units})`;
  const shapesOf = ({ a, b }: Pair) => ({
    weight: [units, a.shape.at(-1)!, b.shape.at(-1)!],
    bias: bias ? [units] : undefined,
  });
  const layer: Layer<MaybeBiased, Pair> = {
    name,
    pytorch: {},
    init: (key, input) =>
      within(name, () => {
        requireStart(key, input);
        requirePair(input);
        const shapes = shapesOf(input);
        const [, first, second] = shapes.weight as [number, number, number];
        const fans = { fanIn: first * second, fanOut: units, dtype: input.a.dtype };
        return startOf(key, { weight, bias, shapes, fans });
      }),
    apply: (params, input, context) =>
      within(name, () => {
        requireCall(input, context);
        requirePair(input);
        requireShapes("params", params, { shapes: shapesOf(input), x: input.a });
        return productOf(params, input);
      }),
  };
  return layer as Layer<WeightAndBias<Bias>, Pair>;
}

function productOf({ weight, bias }: MaybeBiased, { a, b }: Pair): Tensor {
  const [rows, columns] = [a, b].map((x) => reshape(x, [-1, x.shape.at(-1)!])) as [Tensor, Tensor];
  const product = einsum("ni,kij,nj->nk", rows, weight, columns);
  const y = reshape(product, [...a.shape.slice(0, -1), weight.shape[0]!]);
  return bias ? add(y, bias) : y;
}

function requirePair(input: Pair): void {
  const { a, b } = Object(input) as Partial<Pair>;
  const isPair = a instanceof Tensor && b instanceof Tensor && a.rank > 1;
  if (isPair && formatShape(a.shape.slice(0, -1)) === formatShape(b.shape.slice(0, -1))) {
    requireFloat("input/a", a);
    return;
  }
  const got = isPair ? `${formatShape(a.shape)} and ${formatShape(b.shape)}` : describe(input);
  throw new ShapeError({
    where: "input",
    rule: `needs { a, b } of shapes [batch, ..., features] that differ in their features alone, got ${got}`,
  });
}
