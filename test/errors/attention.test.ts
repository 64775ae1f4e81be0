/** @file Whole messages of normalisation and attention. */

import {
  batchNorm,
  groupNorm,
  layerNorm,
  nn,
  ones,
  random,
  rmsNorm,
  scaledDotProductAttention,
  zeros,
} from "glissade";
import { expect, it } from "vitest";

const x = zeros([2, 3, 4]);
const int = zeros([2, 3], { dtype: "int32" });

const rows: readonly (readonly [message: string, call: () => unknown])[] = [
  ["layerNorm: needs float32 or float64, got int32. Cast it with cast().", () => layerNorm(int)],
  [
    "layerNorm: dtypes must match, got float32 and float64. Cast one of them with cast().",
    () => layerNorm(x, { weight: zeros([4], { dtype: "float64" }) }),
  ],
  [
    "layerNorm: the input must end with the shape that is normalised, got [2, 3, 4] and [3].",
    () => layerNorm(x, { weight: ones([3]) }),
  ],
  [
    "layerNorm: the input must end with the shape that is normalised, got [2, 3, 4] and [5, 2, 3, 4].",
    () => layerNorm(x, { normalizedShape: [5, 2, 3, 4] }),
  ],
  [
    "layerNorm: the input must end with the shape that is normalised, got [] and [].",
    () => layerNorm(zeros([])),
  ],
  [
    "layerNorm: weight and bias must have the shape that is normalised, got [3] for [4] of [2, 3, 4].",
    () => layerNorm(x, { weight: ones([4]), bias: zeros([3]) }),
  ],
  ["layerNorm: needs at least one element along each axis, got [2, 0].", () => layerNorm(zeros([2, 0]))],
  ["rmsNorm: needs float32 or float64, got int32. Cast it with cast().", () => rmsNorm(int)],
  ["groupNorm: the groups must divide the channels, got 2 for 3 in [2, 3, 4].", () => groupNorm(x, 2)],
  ["groupNorm: needs inputs of shape [batch, channels, ...], got [4].", () => groupNorm(zeros([4]), 2)],
  [
    "groupNorm (weight): needs one number per channel (axis 1), got [4] for [2, 3, 4].",
    () => groupNorm(x, 3, { weight: ones([4]) }),
  ],
  [
    "batchNorm (mean): needs one number per channel (axis 1), got [1, 3] for [2, 3, 4].",
    () => batchNorm(x, { mean: zeros([1, 3]) }),
  ],
  [
    "scaledDotProductAttention: needs queries [..., queries, size], keys [..., keys, size] and values [..., keys, features], got [2, 3, 4], [2, 3, 4], [2, 4, 4].",
    () => scaledDotProductAttention(x, x, zeros([2, 4, 4])),
  ],
  [
    "scaledDotProductAttention: needs float32 or float64, got int32. Cast it with cast().",
    () => scaledDotProductAttention(x, int, x),
  ],
  ["multiHeadAttention(heads): must be a positive integer, got 0.", () => nn.multiHeadAttention(0)],
  [
    "multiHeadAttention(3): input: needs shape [batch, time, features] with features for each of 3 heads, got [2, 3, 4]. Choose other heads, or their size by { headSize }.",
    () => nn.multiHeadAttention(3).init(random.key(1), x),
  ],
  [
    "layerNorm(): input: needs at least two axes, the batch first, got [4].",
    () => nn.layerNorm().init(random.key(1), zeros([4])),
  ],
];

it.each(rows)("%s", (message, call) => {
  expect(call).toThrow(expect.objectContaining({ message }));
});
