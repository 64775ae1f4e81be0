/** @file The dense layer. */

import { ArgumentError, ShapeError, within } from "../errors.ts";
import { formatShape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { add } from "../ops/elementwise/arithmetic.ts";
import { matmul } from "../ops/linalg/matmul.ts";
import * as random from "../random/index.ts";
import { type Initializer, kaiming, zeros } from "./initializers.ts";
import type { Layer } from "./layer.ts";

export interface LinearOptions {
  /** Start of the weights; `kaiming()` by default. */
  readonly weight?: Initializer;
  /** Start of the biases, zeros by default; `null` leaves the bias out. */
  readonly bias?: Initializer | null;
}

/** A type and not an interface, so that it is a tree. */
export type LinearParams = { readonly weight: Tensor; readonly bias?: Tensor };

/**
 * y = xW + b: from (batch, inputs) to (batch, units). The number of inputs is found at `init`.
 *
 * @example
 * const layer = nn.linear(3);
 * const params = layer.init(random.key(1), { dtype: "float32", shape: [1, 2] });
 * params.weight.shape; // [2, 3]
 * layer.apply(params, tensor([[1, 2]])).shape; // [1, 3]
 */
export function linear(
  units: number,
  { weight = kaiming(), bias = zeros }: LinearOptions = {},
): Layer<LinearParams> {
  if (!Number.isInteger(units) || units < 1) {
    throw new ArgumentError({ where: "linear(units)", rule: `expected a positive integer, got ${units}` });
  }
  const name = `linear(${units})`;
  return {
    name,
    init(key, { dtype, shape }) {
      if (shape.length < 2) {
        throw new ShapeError({
          where: name,
          rule: `needs inputs of shape [batch, ..., features], got ${formatShape(shape)}`,
        });
      }
      const fans = { fanIn: shape.at(-1)!, fanOut: units, dtype };
      const [weightKey, biasKey] = random.split(key) as [Tensor, Tensor];
      const weights = weight(weightKey, [fans.fanIn, units], fans);
      return bias ? { weight: weights, bias: bias(biasKey, [units], fans) } : { weight: weights };
    },
    apply: (params, x) =>
      within(name, () => {
        const product = matmul(x, params.weight); // (batch, units)
        return params.bias ? add(product, params.bias) : product;
      }),
  };
}
