/** @file The dense layer. */

import { ArgumentError, ShapeError, within } from "../errors.ts";
import { formatShape, type Shape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { add } from "../ops/elementwise/arithmetic.ts";
import { matmul } from "../ops/linalg/matmul.ts";
import { requireKnown } from "../options.ts";
import * as random from "../random/index.ts";
import { type Fans, type Initializer, kaiming, zeros } from "./initializers.ts";
import type { Layer } from "./layer.ts";

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
export type Params = WeightAndBias<Initializer | null>;

/** Weights and biases at their start, from keys of their own. */
export function startOf(
  key: Tensor,
  {
    weight,
    bias,
    fans,
    shape,
    units,
  }: Required<LinearOptions> & { readonly fans: Fans; readonly shape: Shape; readonly units: number },
): Params {
  const [weightKey, biasKey] = random.split(key) as [Tensor, Tensor];
  const weights = weight(weightKey, shape, fans);
  return bias ? { weight: weights, bias: bias(biasKey, [units], fans) } : { weight: weights };
}

/**
 * y = xW + b: from (batch, ..., inputs) to (batch, ..., units), over the last axis. The number of inputs is found at
 * `init`.
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
  options: LinearOptions & BiasOption<Bias> = {},
): Layer<WeightAndBias<Bias>> {
  const { weight = kaiming(), bias = zeros() }: LinearOptions = options;
  requireKnown("linear", options, ["weight", "bias"]);
  if (!Number.isInteger(units) || units < 1) {
    throw new ArgumentError({ where: "linear(units)", rule: `expected a positive integer, got ${units}` });
  }
  const name = `linear(${units})`;
  const layer: Layer<Params> = {
    name,
    init(key, { dtype, shape }) {
      if (shape.length < 2) {
        throw new ShapeError({
          where: name,
          rule: `needs inputs of shape [batch, ..., features], got ${formatShape(shape)}`,
        });
      }
      const fans = { fanIn: shape.at(-1)!, fanOut: units, dtype };
      return startOf(key, { weight, bias, fans, shape: [fans.fanIn, units], units });
    },
    apply: (params, x) =>
      within(name, () => {
        const product = matmul(x, params.weight); // (batch, ..., units)
        return params.bias ? add(product, params.bias) : product;
      }),
  };
  return layer as Layer<WeightAndBias<Bias>>;
}
