/** @file Attention: sums of values, weighted by how well keys fit queries. */

import { ShapeError } from "../../errors.ts";
import { type Dtype, isFloat } from "../../graph/dtype.ts";
import { literal } from "../../graph/literal.ts";
import { formatShape } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { tensorKind } from "../../graph/tensor-options.ts";
import { kind, optionsReader } from "../../options/kinds.ts";
import { requireFloat } from "../dtype-rules.ts";
import { add, mul } from "../elementwise/arithmetic.ts";
import { logicalAnd, where } from "../elementwise/compare.ts";
import { softmax } from "../norm/softmax.ts";
import { reshape } from "../shape/layout.ts";
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
 * (..., queries, features): Attention Is All You Need (Vaswani et al. 2017, arXiv:1706.03762). A head of keys and values,
 * in the axis before the last two, may serve a group of neighbouring heads of queries: GQA (Ainslie et al. 2023,
 * arXiv:2305.13245). A query that bools let look nowhere gets 0, one with -Infinity added to all its scores NaN.
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
  const { mask, ...rest } = readAttention("scaledDotProductAttention", options);
  requireHeads([query, key, value]);
  const added = mask && isFloat(mask.dtype) ? { bias: mask } : { mask };
  return attend({ query, key, value }, { ...rest, ...added });
}

interface Looking extends Pick<AttentionOptions, "causal" | "scale"> {
  /** Added to the scores. */
  readonly bias?: Tensor;
  /** Bools, true where a query may look. */
  readonly mask?: Tensor;
  /** What becomes of the weights, such as dropout. */
  readonly drop?: (weights: Tensor) => Tensor;
}

interface Heads {
  readonly query: Tensor;
  readonly key: Tensor;
  readonly value: Tensor;
}

/** Attention with a bias and a mask at once; arguments have been checked. */
export function attend({ query, key, value }: Heads, { scale, drop, ...looking }: Looking): Tensor {
  // Scaled before the product, because queries are smaller than scores.
  const scaled = mul(query, scale ?? 1 / Math.sqrt(query.shape.at(-1)!));
  const scores = productOfHeads(scaled, swapAxes(key, -2, -1)); // (..., queries, keys)
  const weights = weightsOf(scores, looking);
  return productOfHeads(drop ? drop(weights) : weights, value);
}

/** a·b for each head, where one of b may serve several of a. */
function productOfHeads(a: Tensor, b: Tensor): Tensor {
  const [heads = 1, groups = 1] = [a.shape.at(-3), b.shape.at(-3)];
  if (a.rank !== b.rank || heads === groups || heads % groups !== 0) return matmul(a, b);
  const [rows, inner] = a.shape.slice(-2) as [number, number];
  const lead = a.shape.slice(0, -3);
  const folded = reshape(a, [...lead, groups, (heads / groups) * rows, inner]);
  return reshape(matmul(folded, b), [...lead, heads, rows, b.shape.at(-1)!]);
}

/** Far below all scores, and finite: a row of nothing else must have no NaN in its gradient. */
const LOWEST = -1e30;

function weightsOf(scores: Tensor, { bias, mask, causal = false }: Looking): Tensor {
  const biased = bias ? add(scores, bias) : scores;
  if (!mask) return softmax(causal ? add(biased, aboveDiagonal(biased)) : biased);
  const isSeen = causal ? logicalAnd(mask, untilDiagonal(biased)) : mask;
  return where(isSeen, softmax(where(isSeen, biased, LOWEST)), 0);
}

/** One value above the diagonal and another elsewhere: (queries, keys). */
function byDiagonal(scores: Tensor, dtype: Dtype, [above, elsewhere]: readonly [number, number]): Tensor {
  const [queries, keys] = scores.shape.slice(-2) as [number, number];
  const values = Array.from({ length: queries * keys }, (_, at) =>
    at % keys > Math.floor(at / keys) ? above : elsewhere,
  );
  return literal(values, dtype, [queries, keys]);
}

const aboveDiagonal = (scores: Tensor): Tensor =>
  byDiagonal(scores, scores.dtype, [Number.NEGATIVE_INFINITY, 0]);

const untilDiagonal = (scores: Tensor): Tensor => byDiagonal(scores, "bool", [0, 1]);

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
