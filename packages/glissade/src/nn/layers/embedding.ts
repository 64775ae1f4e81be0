/** @file The embedding layer: a table with a row of parameters for each number. */

import type { Dtype } from "../../graph/dtype.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { tensorKind } from "../../graph/tensor-options.ts";
import { requireInteger } from "../../ops/dtype-rules.ts";
import { gather } from "../../ops/index/gather.ts";
import { optionsReader } from "../../options/kinds.ts";
import { requireCount } from "../../options/ranges.ts";
import { type Initializer, initialize, initializerKind, normal } from "../initializers.ts";
import type { Layer } from "../layer.ts";
import { parametric } from "./parameters.ts";

export interface EmbeddingOptions {
  /** Start of the table; `normal(1)` by default. */
  readonly weight?: Initializer;
  /** float32 by default; the integers that come in do not say. */
  readonly dtype?: Dtype;
}

const readEmbedding = optionsReader<EmbeddingOptions>({ weight: initializerKind, dtype: tensorKind.dtype });

export type EmbeddingParams = { readonly weight: Tensor };

/**
 * The row of a table for each integer: from (batch, ...) to (batch, ..., features). Integers outside [-count, count)
 * are an error; negative ones count from the end.
 *
 * @example
 * const layer = nn.embedding(10, 3);
 * const params = layer.init(random.key(1), zeros([1, 4], { dtype: "int64" }));
 * layer.apply(params, tensor([[1n, 2n, 3n, 9n]])).shape; // [1, 4, 3]
 *
 * @throws ArgumentError for sizes that are no positive integers; DtypeError for inputs that are no integers
 */
export function embedding(
  count: number,
  features: number,
  options?: EmbeddingOptions,
): Layer<EmbeddingParams> {
  const { weight = normal(1), dtype = "float32" } = readEmbedding("embedding", options);
  const sizes = { count, features };
  for (const [argument, size] of Object.entries(sizes)) {
    requireCount(`embedding(${argument})`, size);
  }
  return parametric<EmbeddingParams>({
    name: `embedding(${count}, ${features})`,
    shapes: () => ({ weight: [count, features] }),
    init(key, x) {
      requireInteger("input", x);
      const fans = { fanIn: count, fanOut: features, dtype };
      return { weight: initialize("{ weight }", weight, { key, shape: [count, features], fans }) };
    },
    apply: (params, x) => gather(params.weight, x),
  });
}
