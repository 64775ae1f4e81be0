/** @file Losses of embeddings: which are to be near each other, and which far. */

import { arange } from "../../create-tensor.ts";
import { ArgumentError, ShapeError } from "../../errors.ts";
import { requireTensor } from "../../graph/operand-checks.ts";
import { sameShape } from "../../graph/shape.ts";
import { formatType, Tensor } from "../../graph/tensor.ts";
import { add, div, maximum, mul, sub } from "../../ops/elementwise/arithmetic.ts";
import { greater, where } from "../../ops/elementwise/compare.ts";
import { relu, sqrt } from "../../ops/elementwise/unary.ts";
import { matmul } from "../../ops/linalg/matmul.ts";
import { sum } from "../../ops/reduce/sum.ts";
import { transpose, unsqueeze } from "../../ops/shape/layout.ts";
import { kind } from "../../options/kinds.ts";
import { finites, positives } from "../../options/ranges.ts";
import { describe } from "../layer-checks.ts";
import { softmaxCrossEntropy } from "./classes.ts";
import { type Loss, type LossOptions, lossReader, reduceLosses } from "./loss.ts";

/** Two embeddings of each example, (batch, features). */
export type Pair = { readonly first: Tensor; readonly second: Tensor };

/** An example, one that is like it, and one that is not, each (batch, features). */
export type Triple = { readonly anchor: Tensor; readonly positive: Tensor; readonly negative: Tensor };

export interface MarginOptions extends LossOptions {
  readonly margin?: number;
}

const readMargin = lossReader<Pick<MarginOptions, "margin">>({ margin: kind.within(finites) });

/** Lengths below this count as this. */
const SHORTEST = 1e-8;

const dot = (x: Tensor, y: Tensor): Tensor => sum(mul(x, y), { axis: -1 });

/** The cosine of the angle between rows; 0 where one is 0. */
const cosine = (x: Tensor, y: Tensor): Tensor =>
  div(dot(x, y), mul(maximum(lengthOf(x), SHORTEST), maximum(lengthOf(y), SHORTEST)));

/** The length of rows, whose gradient is 0 at 0. */
function lengthOf(x: Tensor): Tensor {
  const squares = dot(x, x);
  const isPositive = greater(squares, 0);
  return where(isPositive, sqrt(where(isPositive, squares, 1)), 0);
}

/**
 * 1 - cos of the angle of pairs that belong together, with the target 1; max(0, cos - margin) of those that do not, with
 * the target -1. The margin is 0 by default.
 *
 * @example
 * const pair = { first: tensor([[1, 0], [1, 0]]), second: tensor([[1, 1], [1, 0]]) };
 * await losses.cosineEmbedding(pair, tensor([1, -1]), { reduction: "none" }).data(); // [0.2928932, 1]
 */
export const cosineEmbedding: Loss<MarginOptions, Pair> = (outputs, targets, options) => {
  const { margin = 0, ...settings } = readMargin("cosineEmbedding", options);
  const { first, second } = alike("cosineEmbedding", outputs, ["first", "second"]);
  requireTensor("cosineEmbedding(targets)", targets);
  if (!sameShape(targets.shape, first.shape.slice(0, -1))) {
    throw new ShapeError({
      where: "cosineEmbedding",
      rule: `needs a target of each pair, got ${formatType(targets.type)} for ${formatType(first.type)}`,
    });
  }
  const near = cosine(first, second);
  const each = where(greater(targets, 0), sub(1, near), relu(sub(near, margin)));
  return reduceLosses("cosineEmbedding", each, settings);
};

/**
 * max(0, |a - p| - |a - n| + margin) of each triple, with a margin of 1 by default: FaceNet: A Unified Embedding for Face
 * Recognition and Clustering (Schroff et al. 2015, arXiv:1503.03832). There are no targets.
 *
 * @example
 * const triple = { anchor: tensor([[0, 0]]), positive: tensor([[3, 4]]), negative: tensor([[0, 5.5]]) };
 * await losses.triplet(triple).item(); // 0.5000001
 */
export function triplet(triple: Triple, options?: MarginOptions): Tensor {
  const { margin = 1, ...settings } = readMargin("triplet", options);
  const { anchor, positive, negative } = alike("triplet", triple, ["anchor", "positive", "negative"]);
  // As in PyTorch, which keeps the root from 0.
  const distance = (other: Tensor) => lengthOf(add(sub(anchor, other), 1e-6));
  return reduceLosses("triplet", relu(add(sub(distance(positive), distance(negative)), margin)), settings);
}

export interface InfoNceOptions extends LossOptions {
  /** What cosines are divided by; 0.1 by default. */
  readonly temperature?: number;
  /** Whether the pairs are also told apart the other way round, as in CLIP; `false` by default. */
  readonly symmetric?: boolean;
}

const readInfoNce = lossReader<Pick<InfoNceOptions, "temperature" | "symmetric">>({
  temperature: kind.within(positives),
  symmetric: kind.boolean,
});

/**
 * How hard it is to tell which second belongs to each first among those of the batch: the cross-entropy of their cosines.
 * Representation Learning with Contrastive Predictive Coding (van den Oord et al. 2018, arXiv:1807.03748). There are no
 * targets.
 *
 * @example
 * const pair = { first: tensor([[1, 0], [0, 1]]), second: tensor([[1, 0], [0, 1]]) };
 * await losses.infoNce(pair, { temperature: 1 }).item(); // 0.3132617
 */
export function infoNce(pair: Pair, options?: InfoNceOptions): Tensor {
  const { temperature = 0.1, symmetric = false, ...settings } = readInfoNce("infoNce", options);
  const { first, second } = alike("infoNce", pair, ["first", "second"]);
  const unit = (x: Tensor) => div(x, unsqueeze(maximum(lengthOf(x), SHORTEST), { axis: -1 }));
  const cosines = matmul(unit(first), transpose(unit(second)));
  const own = arange(first.shape[0]!, { dtype: "int64" });
  const entropy = (logits: Tensor) => softmaxCrossEntropy(div(logits, temperature), own, settings);
  return symmetric ? mul(add(entropy(cosines), entropy(transpose(cosines))), 0.5) : entropy(cosines);
}

/** The embeddings under these names, which must be (batch, features) of one shape. */
function alike<Name extends string>(
  where: string,
  given: { readonly [K in Name]: Tensor },
  names: readonly Name[],
): { readonly [K in Name]: Tensor } {
  const parts = names.map((name) => Object(given)[name] as unknown);
  const [first] = parts;
  if (parts.every((part) => part instanceof Tensor)) {
    const isAlike = (part: Tensor) => sameShape(part.shape, (first as Tensor).shape) && part.rank === 2;
    if (parts.every(isAlike)) return given;
  }
  const got = parts.map((part) => (part instanceof Tensor ? formatType(part.type) : describe(part)));
  const rule = `needs { ${names.join(", ")} } of one shape [batch, features], got ${got.join(", ")}`;
  throw new ArgumentError({ where, rule });
}
