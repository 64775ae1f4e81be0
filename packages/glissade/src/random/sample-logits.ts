/** @file Tokens drawn from the logits of a language model. */

import type { Tensor } from "../graph/tensor.ts";
import { requireFloat } from "../ops/dtype-rules.ts";
import { div, sub } from "../ops/elementwise/arithmetic.ts";
import { greaterEqual, less, where } from "../ops/elementwise/compare.ts";
import { softmax } from "../ops/norm/softmax.ts";
import { cumulativeSum } from "../ops/reduce/cumulative.ts";
import { argmax, min } from "../ops/reduce/reduce.ts";
import { sort, topK as topKOf } from "../ops/reduce/sort.ts";
import { kind, optionsReader } from "../options/kinds.ts";
import { nonNegatives, type Range } from "../options/ranges.ts";
import { requireKey } from "./bits.ts";
import { categorical, lessLargest } from "./discrete.ts";

export interface SampleLogitsOptions {
  /** Logits are divided by it: below 1 likely tokens become likelier, at 0 the likeliest is taken; 1 by default. */
  readonly temperature?: number;
  /** Only so many of the likeliest tokens are drawn from; all by default. */
  readonly topK?: number;
  /** Only the fewest of the likeliest tokens that have this probability together are drawn from, in (0, 1]; 1 by default. */
  readonly topP?: number;
}

const shares: Range = { rule: "in (0, 1]", holds: (value) => value > 0 && value <= 1 };

export const sampleKinds = {
  temperature: kind.within(nonNegatives),
  topK: kind.count,
  topP: kind.within(shares),
};

const readSample = optionsReader<SampleLogitsOptions>(sampleKinds);

/**
 * A token for each row of logits (..., tokens), int64, with the probabilities softmax(logits/temperature) among those that
 * `topK` and then `topP` leave: nucleus sampling, The Curious Case of Neural Text Degeneration (Holtzman et al. 2019,
 * arXiv:1904.09751). Tokens as likely as the last that is left are left too.
 *
 * @example
 * const logits = tensor([[1, 3, 2], [9, 1, 1]]);
 * await random.sampleLogits(random.key(1), logits, { temperature: 0 }).data(); // [1, 0]
 * await random.sampleLogits(random.key(1), logits, { topK: 1 }).data(); // [1, 0]
 * random.sampleLogits(random.key(1), logits, { temperature: 0.8, topP: 0.9 }).shape; // [2]
 */
export function sampleLogits(key: Tensor, logits: Tensor, options?: SampleLogitsOptions): Tensor {
  const { temperature = 1, ...filter } = readSample("sampleLogits", options);
  requireKey("sampleLogits", key);
  requireFloat("sampleLogits", logits);
  const held = logits.dtype === "float64" ? temperature : Math.fround(temperature);
  if (held === 0) return argmax(logits);
  return categorical(key, filterLogits(div(lessLargest(logits), held), filter));
}

/** Logits of tokens that are not left are -Infinity. */
export function filterLogits(logits: Tensor, { topK, topP = 1 }: SampleLogitsOptions): Tensor {
  const first = topK === undefined ? logits : keepFrom(logits, leastOfTop(logits, topK));
  return topP === 1 ? first : keepFrom(first, leastOfNucleus(first, topP));
}

const keepFrom = (logits: Tensor, least: Tensor): Tensor =>
  where(greaterEqual(logits, least), logits, Number.NEGATIVE_INFINITY);

const along = { axis: -1, keepDims: true } as const;

/** The k-th largest logit: (..., 1). */
const leastOfTop = (logits: Tensor, k: number): Tensor =>
  min(topKOf(logits, Math.min(k, logits.shape.at(-1)!)).values, along);

/** The largest logit for which those above it have less than the probability, and that itself: (..., 1). */
function leastOfNucleus(logits: Tensor, share: number): Tensor {
  const sorted = sort(logits, { axis: -1, descending: true });
  const probabilities = softmax(sorted);
  const above = sub(cumulativeSum(probabilities, { axis: -1 }), probabilities);
  return min(where(less(above, share), sorted, Number.POSITIVE_INFINITY), along);
}
