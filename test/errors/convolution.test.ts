/** @file Whole messages of convolution, pooling and images. */

import {
  adaptiveAveragePool,
  adaptiveMaxPool,
  averagePool,
  col2im,
  conv,
  convTranspose,
  globalAveragePool,
  globalMaxPool,
  im2col,
  maxPool,
  resize,
  zeros,
} from "glissade";
import { expect, it } from "vitest";

const image = zeros([2, 4, 5, 6]);
const kernels = zeros([8, 4, 3, 3]);

it.each([
  [
    "conv: needs an input [batch, channels, ...] with 1 to 3 spatial axes, got [5, 6]. Add the axes that are missing with unsqueeze().",
    () => conv(zeros([5, 6]), kernels),
  ],
  [
    "conv: needs an input [batch, channels, ...] with 1 to 3 spatial axes, got [1, 1, 2, 2, 2, 2].",
    () => conv(zeros([1, 1, 2, 2, 2, 2]), kernels),
  ],
  [
    "conv: needs float32 or float64, got int64. Cast it with cast().",
    () => conv(image.cast("int64"), kernels),
  ],
  [
    "conv: dtypes must match, got float32 and float64. Cast one of them with cast().",
    () => conv(image, kernels.cast("float64")),
  ],
  [
    "conv: needs kernels [results, channels/groups, ...] for an input [batch, channels, ...], got [8, 3, 3, 3] and [2, 4, 5, 6] with groups 1.",
    () => conv(image, zeros([8, 3, 3, 3])),
  ],
  [
    "conv: needs kernels [results, channels/groups, ...] for an input [batch, channels, ...], got [3, 2, 3, 3] and [2, 4, 5, 6] with groups 2.",
    () => conv(image, zeros([3, 2, 3, 3]), { groups: 2 }),
  ],
  [
    "conv: needs kernels [results, channels/groups, ...] for an input [batch, channels, ...], got [8, 4, 3] and [2, 4, 5, 6] with groups 1.",
    () => conv(image, zeros([8, 4, 3])),
  ],
  [
    "conv: needs one bias for each of the 8 results, got shape [4].",
    () => conv(image, kernels, { bias: zeros([4]) }),
  ],
  [
    "conv: the kernel must fit into the padded input, got 7 and 6 in spatial axis 1 of [5, 6]. Take a smaller kernel or dilation, or more padding.",
    () => conv(image, kernels, { dilation: [2, 3] }),
  ],
  [
    "conv({ stride }): expected an integer of at least 1, or one for each of the 2 spatial axes, got 0.",
    () => conv(image, kernels, { stride: 0 }),
  ],
  [
    "conv({ dilation }): expected an integer of at least 1, or one for each of the 2 spatial axes, got [1, 2, 3].",
    () => conv(image, kernels, { dilation: [1, 2, 3] }),
  ],
  [
    'conv({ padding }): expected "same", "valid", an integer of at least 0, or one or a pair for each of the 2 spatial axes, got -1.',
    () => conv(image, kernels, { padding: -1 }),
  ],
  [
    'conv({ padding }): expected "same", "valid", an integer of at least 0, or one or a pair for each of the 2 spatial axes, got "full".',
    () => conv(image, kernels, { padding: "full" as "same" }),
  ],
  ["conv({ groups }): expected a positive integer, got 0.", () => conv(image, kernels, { groups: 0 })],
  [
    "convTranspose: needs kernels [channels, results/groups, ...] for an input [batch, channels, ...], got [8, 4, 3, 3] and [2, 4, 5, 6] with groups 1.",
    () => convTranspose(image, kernels),
  ],
  [
    "convTranspose: needs one bias for each of the 6 results, got shape [3].",
    () => convTranspose(image, zeros([4, 3, 3, 3]), { groups: 2, bias: zeros([3]) }),
  ],
  [
    "convTranspose: needs at least one element along each axis, got [-1, 0] for [2, 4, 5, 6].",
    () => convTranspose(image, zeros([4, 3, 3, 3]), { padding: 4 }),
  ],
  [
    "convTranspose({ outputPadding }): must be smaller than the stride or the dilation, got [1, 1] with at most [1, 0].",
    () => convTranspose(image, zeros([4, 3, 3, 3]), { stride: [2, 1], outputPadding: 1 }),
  ],
  [
    "maxPool: needs an input [batch, channels, ...] with 1 to 3 spatial axes, got [4]. Add the axes that are missing with unsqueeze().",
    () => maxPool(zeros([4]), 2),
  ],
  [
    "maxPool: needs float32 or float64, got int64. Cast it with cast().",
    () => maxPool(image.cast("int64"), 2),
  ],
  [
    "maxPool(kernelSize): expected an integer of at least 1, or one for each of the 2 spatial axes, got [2].",
    () => maxPool(image, [2]),
  ],
  [
    "maxPool({ padding }): must be at most half of the kernel, got [2, 2] and [2, 2] for [3, 3].",
    () => maxPool(image, 3, { padding: 2 }),
  ],
  [
    "maxPool: the kernel must fit into the padded input, got 6 and 5 in spatial axis 0 of [5, 6]. Take a smaller kernel or dilation, or more padding.",
    () => maxPool(image, 6),
  ],
  [
    "averagePool({ padding }): must be at most half of the kernel, got [1, 0] and [1, 0] for [1, 2].",
    () => averagePool(image, [1, 2], { padding: [1, 0] }),
  ],
  [
    "globalAveragePool: needs an input [batch, channels, ...] with 1 to 3 spatial axes, got [2, 4]. Add the axes that are missing with unsqueeze().",
    () => globalAveragePool(zeros([2, 4])),
  ],
  [
    "globalMaxPool: needs float32 or float64, got bool. Cast it with cast().",
    () => globalMaxPool(image.cast("bool")),
  ],
  [
    "adaptiveAveragePool(size): expected an integer of at least 1, or one for each of the 2 spatial axes, got [2, 0].",
    () => adaptiveAveragePool(image, [2, 0]),
  ],
  [
    "adaptiveMaxPool: needs at least one element along each axis, got [0] for [1, 1, 0].",
    () => adaptiveMaxPool(zeros([1, 1, 0]), 2),
  ],
  [
    "resize(size): expected an integer of at least 1, or one for each of the 2 spatial axes, got 1.5.",
    () => resize(image, 1.5),
  ],
  [
    'resize({ mode }): must be "nearest" or "bilinear", got "cubic".',
    () => resize(image, 4, { mode: "cubic" as "nearest" }),
  ],
  [
    "im2col: the kernel must fit into the padded input, got 7 and 5 in spatial axis 0 of [5, 6]. Take a smaller kernel or dilation, or more padding.",
    () => im2col(image, 7),
  ],
  [
    "col2im: needs columns [batch, channels·4, 20] for size [5, 6], got [1, 8, 21].",
    () => col2im(zeros([1, 8, 21]), [5, 6], { kernelSize: 2 }),
  ],
])("%s", (message, fn) => expect(fn).toThrow(expect.objectContaining({ message })));
