/** @file Attention: sums of values, weighted by how well keys fit queries. */

import { ShapeError } from "../../errors.ts";
import { isFloat } from "../../graph/dtype.ts";
import { literal } from "../../graph/literal.ts";
import { formatShape } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { tensorKind } from "../../graph/tensor-options.ts";
import { kind, optionsReader } from "../../options/kinds.ts";
import { requireFloat } from "../dtype-rules.ts";
import { add, mul } from "../elementwise/arithmetic.ts";
import { where } from "../elementwise/compare.ts";
import { softmax } from "../norm/softmax.ts";
import { swapAxes } from "../shape/reorder.ts";
import { matmul } from "./matmul.ts";

export interface AttentionOptions {
  /** Bools, true where a query may look, or numbers added to the scores; broadcasts to (..., queries, keys). */
  readonly mask?: Tensor;
  /** Query i sees keys 0 to i only; `false` by default. */
  readonly causal?: boolean;
  /** Multiplies the scores; 1/√size by default. */
  readonly scale?: number;
}

const readAttention = optionsReader<AttentionOptions>({
  mask: tensorKind.tensor,
  causal: kind.boolean,
  scale: kind.number,
});

/**
 * softmax(QKᵀ/√size)V: queries (..., queries, size), keys (..., keys, size) and values (..., keys, features) give
 * (..., queries, features) (Vaswani et al. 2017). A query that may look nowhere gets NaN.
 *
 * @example
 * const x = tensor([[1, 0], [0, 1]]);
 * await scaledDotProductAttention(x, x, tensor([[1], [3]]), { causal: true }).data(); // [1, 2.3395224]
 */
export function scaledDotProductAttention(
  query: Tensor,
  key: Tensor,
  value: Tensor,
  options?: AttentionOptions,
): Tensor {
  const { mask, causal = false, scale } = readAttention("scaledDotProductAttention", options);
  requireHeads([query, key, value]);
  // Scaled before the product, because queries are smaller than scores.
  const scaled = mul(query, scale ?? 1 / Math.sqrt(query.shape.at(-1)!));
  const scores = matmul(scaled, swapAxes(key, -2, -1)); // (..., queries, keys)
  const seen = causal ? add(scores, causalMask(scores)) : scores;
  return matmul(softmax(mask ? masked(seen, mask) : seen), value);
}

const masked = (scores: Tensor, mask: Tensor): Tensor =>
  isFloat(mask.dtype) ? add(scores, mask) : where(mask, scores, Number.NEGATIVE_INFINITY);

/** Minus infinity above the diagonal, to be added. */
function causalMask(scores: Tensor): Tensor {
  const [queries, keys] = scores.shape.slice(-2) as [number, number];
  const values = Array.from({ length: queries * keys }, (_, at) =>
    at % keys > Math.floor(at / keys) ? Number.NEGATIVE_INFINITY : 0,
  );
  return literal(values, scores.dtype, [queries, keys]);
}

function requireHeads(inputs: readonly [Tensor, Tensor, Tensor]): void {
  for (const input of inputs) requireFloat("scaledDotProductAttention", input);
  const [query, key, value] = inputs;
  const fits =
    inputs.every(({ rank }) => rank > 1) &&
    query.shape.at(-1) === key.shape.at(-1) &&
    key.shape.at(-2) === value.shape.at(-2);
  if (fits) return;
  throw new ShapeError({
    where: "scaledDotProductAttention",
    rule: `needs queries [..., queries, size], keys [..., keys, size] and values [..., keys, features], got ${inputs.map(({ shape }) => formatShape(shape)).join(", ")}`,
  });
}
