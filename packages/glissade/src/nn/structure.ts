/** @file Layers without parameters, and layers made of layers. */

import { within } from "../errors.ts";
import { placeholder } from "../graph/literal.ts";
import type { TensorType } from "../graph/op.ts";
import { sizeOf } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { reshape } from "../ops/shape/layout.ts";
import * as random from "../random/index.ts";
import type { Tree } from "../tree.ts";
import type { Layer } from "./layer.ts";

/** A function of the input as a layer. */
export const stateless = (name: string, apply: (x: Tensor) => Tensor): Layer<readonly Tree[]> => ({
  name,
  init: () => [],
  apply: (_, x) => apply(x),
});

/** From (batch, ...) to (batch, features). */
export const flatten = () =>
  stateless("flatten()", (x) => reshape(x, [x.shape[0]!, sizeOf(x.shape.slice(1))]));

/**
 * Layers one behind the other; parameters are a list, one entry per layer.
 *
 * @example
 * const model = nn.sequential(nn.linear(4), nn.relu(), nn.linear(2));
 * const params = model.init(random.key(1), { dtype: "float32", shape: [1, 3] });
 * model.apply(params, tensor([[1, 2, 3]])).shape; // [1, 2]
 */
// biome-ignore lint/suspicious/noExplicitAny: each layer knows its own parameters; the list does not.
export function sequential(...layers: readonly Layer<any>[]): Layer<readonly Tree[]> {
  const place = (index: number) => `sequential[${index}]`;
  return {
    name: `sequential(${layers.map(({ name }) => name).join(", ")})`,
    init(key, input) {
      const keys = random.split(key, layers.length);
      let type: TensorType = { dtype: input.dtype, shape: input.shape };
      return layers.map((layer, index) =>
        within(place(index), () => {
          const params = layer.init(keys[index]!, type);
          type = layer.apply(params, placeholder(type, "input")).type;
          return params;
        }),
      );
    },
    apply(params, x, context) {
      const keys = context?.key && random.split(context.key, layers.length);
      return layers.reduce((signal, layer, index) => {
        const own = keys ? { ...context, key: keys[index]! } : context;
        return within(place(index), () => layer.apply(params[index], signal, own));
      }, x);
    },
  };
}
