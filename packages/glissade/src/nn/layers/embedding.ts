/** @file The embedding layer: a table with a row of parameters for each number. */

import { arange } from "../../create-tensor.ts";
import { ArgumentError } from "../../errors.ts";
import type { Dtype } from "../../graph/dtype.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { tensorKind } from "../../graph/tensor-options.ts";
import { requireInteger } from "../../ops/dtype-rules.ts";
import { add, div, mul, sub } from "../../ops/elementwise/arithmetic.ts";
import { stopGradient } from "../../ops/elementwise/cast.ts";
import { equal, greater, logicalOr, where } from "../../ops/elementwise/compare.ts";
import { gather } from "../../ops/index/gather.ts";
import { norm } from "../../ops/reduce/statistics.ts";
import { unsqueeze } from "../../ops/shape/layout.ts";
import { kind, optionsReader } from "../../options/kinds.ts";
import { positives, requireCount } from "../../options/ranges.ts";
import { type Initializer, initialize, initializerKind, normal } from "../initializers.ts";
import type { Layer } from "../layer.ts";
import { asInPyTorch } from "../pytorch-layout.ts";
import { parametric } from "./parameters.ts";

export interface EmbeddingOptions {
  /** Start of the table; `normal(1)` by default. */
  readonly weight?: Initializer;
  /** float32 by default; the integers that come in do not say. */
  readonly dtype?: Dtype;
  /** The number that fills short sequences up: its row starts as zeros and gets no gradient. */
  readonly paddingIndex?: number;
  /** The largest norm of a row that is given; longer ones are shortened to it. */
  readonly maxNorm?: number;
}

const readEmbedding = optionsReader<EmbeddingOptions>({
  weight: initializerKind,
  dtype: tensorKind.dtype,
  paddingIndex: kind.integer,
  maxNorm: kind.within(positives),
});

export type EmbeddingParams = { readonly weight: Tensor };

/**
 * The row of a table for each integer: from (batch, ...) to (batch, ..., features). Integers outside [-count, count)
 * are an error; negative ones count from the end. Options are PyTorch's, but for one thing: where it shortens the rows of
 * the table itself to `maxNorm`, here the table stays as it is and what is given is shortened, with the same gradient.
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
  const {
    weight = normal(1),
    dtype = "float32",
    paddingIndex,
    maxNorm,
  } = readEmbedding("embedding", options);
  const sizes = { count, features };
  for (const [argument, size] of Object.entries(sizes)) {
    requireCount(`embedding(${argument})`, size);
  }
  const padding = paddingIndex === undefined ? undefined : rowNumber(paddingIndex, count);
  return parametric<EmbeddingParams>({
    pytorch: asInPyTorch,
    name: `embedding(${count}, ${features})`,
    shapes: () => ({ weight: [count, features] }),
    init(key, x) {
      requireInteger("input", x);
      const fans = { fanIn: count, fanOut: features, dtype };
      const table = initialize("{ weight }", weight, { key, shape: [count, features], fans });
      return { weight: padding === undefined ? table : withoutRow(table, padding) };
    },
    apply(params, x) {
      const rows = gather(params.weight, x);
      const kept = padding === undefined ? rows : where(isRow(x, padding, count), stopGradient(rows), rows);
      return maxNorm === undefined ? kept : shortened(kept, maxNorm);
    },
  });
}

function rowNumber(index: number, count: number): number {
  if (index >= -count && index < count) return index < 0 ? index + count : index;
  throw new ArgumentError({
    where: "embedding({ paddingIndex })",
    rule: `must be in [${-count}, ${count}), got ${index}`,
  });
}

/** The table with zeros in one row. */
const withoutRow = (table: Tensor, row: number): Tensor =>
  where(equal(arange(table.shape[0]!).reshape([-1, 1]), row), 0, table);

/** Whether numbers stand for a row: (batch, ..., 1). */
function isRow(x: Tensor, row: number, count: number): Tensor {
  const numbers = unsqueeze(x, { axis: -1 });
  return logicalOr(equal(numbers, row), equal(numbers, row - count));
}

/** Rows of a norm that is too large, shortened; the gradient is that of the rows. */
function shortened(rows: Tensor, maxNorm: number): Tensor {
  const length = norm(rows, { axis: -1, keepDims: true });
  const short = where(greater(length, maxNorm), mul(rows, div(maxNorm, add(length, 1e-7))), rows);
  return add(rows, stopGradient(sub(short, rows)));
}
