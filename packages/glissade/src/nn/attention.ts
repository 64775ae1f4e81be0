/** @file Self-attention with several heads. */

import { ArgumentError, ShapeError, within } from "../errors.ts";
import { formatShape, type Shape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { scaledDotProductAttention } from "../ops/linalg/attention.ts";
import { reshape, transpose } from "../ops/shape/layout.ts";
import * as random from "../random/index.ts";
import type { Layer } from "./layer.ts";
import { type LinearOptions, type LinearParams, linear } from "./linear.ts";

export interface MultiHeadAttentionOptions extends LinearOptions {
  /** Each place sees itself and those before it only; `false` by default. */
  readonly causal?: boolean;
}

export type MultiHeadAttentionParams = {
  readonly query: LinearParams;
  readonly key: LinearParams;
  readonly value: LinearParams;
  readonly output: LinearParams;
};

/**
 * Each place of a sequence looks at all of them: from (batch, time, features) to the same shape (Vaswani et al. 2017).
 * The heads share the features among them; options are those of the four linear layers, and `causal`.
 *
 * @example
 * const layer = nn.multiHeadAttention(2, { causal: true });
 * const params = layer.init(random.key(1), zeros([1, 3, 4]));
 * layer.apply(params, zeros([5, 3, 4])).shape; // [5, 3, 4]
 */
export function multiHeadAttention(
  heads: number,
  { causal = false, ...options }: MultiHeadAttentionOptions = {},
): Layer<MultiHeadAttentionParams> {
  const name = `multiHeadAttention(${heads})`;
  if (!Number.isInteger(heads) || heads < 1) {
    throw new ArgumentError({
      where: "multiHeadAttention(heads)",
      rule: `expected a positive integer, got ${heads}`,
    });
  }
  return {
    name,
    init(key, input) {
      requireSequence(name, input.shape, heads);
      const layer = linear(input.shape.at(-1)!, options);
      const parts = random.split(key, 4).map((each) => layer.init(each, input));
      const [query, keys, value, output] = parts as [LinearParams, LinearParams, LinearParams, LinearParams];
      return { query, key: keys, value, output };
    },
    apply: (params, x) =>
      within(name, () => {
        requireSequence("input", x.shape, heads);
        const { apply: project } = linear(x.shape.at(-1)!);
        const [query, key, value] = [params.query, params.key, params.value].map((part) =>
          splitHeads(project(part, x), heads),
        ) as [Tensor, Tensor, Tensor];
        const seen = scaledDotProductAttention(query, key, value, { causal }); // (batch, heads, time, size)
        return project(params.output, reshape(transpose(seen, [0, 2, 1, 3]), x.shape));
      }),
  };
}

/** From (batch, time, features) to (batch, heads, time, size). */
function splitHeads(x: Tensor, heads: number): Tensor {
  const [batch, time, features] = x.shape as [number, number, number];
  return transpose(reshape(x, [batch, time, heads, features / heads]), [0, 2, 1, 3]);
}

function requireSequence(where: string, shape: Shape, heads: number): void {
  if (shape.length === 3 && shape[2]! % heads === 0) return;
  throw new ShapeError({
    where,
    rule: `needs inputs of shape [batch, time, features] with features for each of ${heads} heads, got ${formatShape(shape)}`,
  });
}
