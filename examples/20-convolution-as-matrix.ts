/**
 * @file Convolution as a matrix: a banded one, in which the same few weights come again and again.
 * @methods convolution as cross-correlation; padding, stride, dilation; 1×1 convolution; convolution as a banded matrix; parameter sharing
 * @see Every row is one output, every column one input. The nine weights of a 3×3 kernel stand on bands, all else is 0, and a
 * dense layer with this matrix gives the same.
 */

import { heatMap } from "@glissade/lab/charts";
import { conv, jacobian, matmul, nn, random, summary, type Tensor, tensor, transpose, zeros } from "glissade";
import type { Lesson } from "./support/lesson.ts";

const size = 6;
const kernel = tensor(
  [
    [
      [
        [1, 2, 3],
        [4, -5, 6],
        [7, 8, -9],
      ],
    ],
  ],
  { dtype: "float64" },
);
const convolve = (x: Tensor) => conv(x.reshape([1, 1, size, size]), kernel).reshape([16]);
const matrix = jacobian(convolve)(zeros([size * size], { dtype: "float64" })); // (16, 36)

const x = random.normal(random.key(1), [size * size], { dtype: "float64" });
const dense = nn.linear(16, { bias: null });
const outputs = dense.apply({ weight: transpose(matrix) }, x.reshape([1, size * size])).reshape([16]);
const largestGap = await outputs.sub(convolve(x)).abs().max().item();
const values = (await matrix.toArray()) as number[][];
const nonZero = values.flat().filter((value) => value !== 0).length;

// A 1×1 convolution is a dense layer over the channels of each pixel
const channels = random.normal(random.key(2), [1, 3, 4, 4], { dtype: "float64" });
const mix = tensor(
  [
    [1, 2, 3],
    [0, 1, -1],
  ],
  { dtype: "float64" },
);
const mixed = conv(channels, mix.reshape([2, 3, 1, 1])).reshape([2, 16]);
const oneByOneGap = await mixed
  .sub(matmul(mix, channels.reshape([3, 16])))
  .abs()
  .max()
  .item();

const { parameters } = summary(nn.conv2d(6, 5), zeros([1, 3, 32, 32]));

export default {
  numbers: { largestGap, oneByOneGap, nonZero, parameters },
  holds: {
    "a dense layer with the matrix gives the same": largestGap < 1e-12,
    "each of the 16 rows holds the nine weights": nonZero === 16 * 9,
    "a 1×1 convolution is a product over the channels": oneByOneGap < 1e-12,
    "32×32×3 to six maps of 5×5 has 456 parameters": parameters === 456,
  },
  figure: heatMap({
    title: "A 3×3 convolution of a 6×6 image",
    x: "input",
    y: "output",
    values,
    numbers: false,
  }),
} satisfies Lesson;
