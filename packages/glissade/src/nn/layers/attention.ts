/** @file Self-attention with several heads. */

import { ShapeError } from "../../errors.ts";
import { formatShape, type Shape } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { scaledDotProductAttention } from "../../ops/linalg/attention.ts";
import { reshape, transpose } from "../../ops/shape/layout.ts";
import { kind, optionsReader } from "../../options/kinds.ts";
import { requireCount } from "../../options/ranges.ts";
import * as random from "../../random/index.ts";
import type { Initializer } from "../initializers.ts";
import type { Layer } from "../layer.ts";
import {
  type BiasOption,
  type LinearOptions,
  linear,
  linearKinds,
  type MaybeBiased,
  type WeightAndBias,
} from "./linear.ts";
import { parametric } from "./parameters.ts";

export interface MultiHeadAttentionOptions extends LinearOptions {
  /** Each position sees itself and those before it only; `false` by default. */
  readonly causal?: boolean;
}

const readAttention = optionsReader<MultiHeadAttentionOptions>({ ...linearKinds, causal: kind.boolean });

/** Those of four linear layers. */
export type MultiHeadAttentionParams<Bias = Initializer> = {
  readonly query: WeightAndBias<Bias>;
  readonly key: WeightAndBias<Bias>;
  readonly value: WeightAndBias<Bias>;
  readonly output: WeightAndBias<Bias>;
};

type MaybeBiasedParams = MultiHeadAttentionParams<Initializer | null>;

/**
 * Each position of a sequence looks at all of them: from (batch, time, features) to the same shape. The heads share the
 * features among them; options are those of the four linear layers, and `causal`: Attention Is All You Need (Vaswani et
 * al. 2017, arXiv:1706.03762).
 *
 * @example
 * const layer = nn.multiHeadAttention(2, { causal: true });
 * const params = layer.init(random.key(1), zeros([1, 3, 4]));
 * layer.apply(params, zeros([5, 3, 4])).shape; // [5, 3, 4]
 *
 * @throws ArgumentError for heads that are no positive integer; ShapeError where they do not divide the features
 */
export function multiHeadAttention<Bias extends Initializer | null = Initializer>(
  heads: number,
  options?: MultiHeadAttentionOptions & BiasOption<Bias>,
): Layer<MultiHeadAttentionParams<Bias>> {
  const { causal = false, ...rest } = readAttention("multiHeadAttention", options);
  requireCount("multiHeadAttention(heads)", heads);
  const projection = (features: number) => linear<Initializer | null>(features, rest);
  const layer = parametric<MaybeBiasedParams>({
    name: `multiHeadAttention(${heads})`,
    shapes: ({ shape }) => {
      requireSequence(shape, heads);
      const features = shape[2]!;
      const each = { weight: [features, features], bias: rest.bias === null ? undefined : [features] };
      return { query: each, key: each, value: each, output: each };
    },
    init(key, x) {
      requireSequence(x.shape, heads);
      const { init } = projection(x.shape[2]!);
      const parts = random.split(key, 4).map((each) => init(each, x)) as FourParts;
      const [query, keys, value, output] = parts;
      return { query, key: keys, value, output };
    },
    apply(params, x) {
      const { apply } = projection(x.shape[2]!);
      const [query, key, value] = [params.query, params.key, params.value].map((part) =>
        splitHeads(apply(part, x), heads),
      ) as [Tensor, Tensor, Tensor];
      const seen = scaledDotProductAttention(query, key, value, { causal }); // (batch, heads, time, size)
      return apply(params.output, reshape(transpose(seen, [0, 2, 1, 3]), x.shape));
    },
  });
  return layer as Layer<MultiHeadAttentionParams<Bias>>;
}

type FourParts = [MaybeBiased, MaybeBiased, MaybeBiased, MaybeBiased];

/** From (batch, time, features) to (batch, heads, time, size). */
function splitHeads(x: Tensor, heads: number): Tensor {
  const [batch, time, features] = x.shape as [number, number, number];
  return transpose(reshape(x, [batch, time, heads, features / heads]), [0, 2, 1, 3]);
}

function requireSequence(shape: Shape, heads: number): void {
  if (shape.length === 3 && shape[2]! % heads === 0) return;
  throw new ShapeError({
    where: "input",
    rule: `needs shape [batch, time, features] with features for each of ${heads} heads, got ${formatShape(shape)}`,
  });
}
