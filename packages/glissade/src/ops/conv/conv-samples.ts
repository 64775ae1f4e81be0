/** @file Samples of convolutions: every attribute, and each number of spatial axes. */

import type { Sample } from "../../graph/op.ts";
import type { ConvAttributes } from "./conv-rules.ts";

/** Steps of an axis: stride, dilation, padding before and after. */
type AxisSteps = readonly [stride: number, dilation: number, before: number, after: number];

const steps = (axes: readonly AxisSteps[], groups = 1): ConvAttributes => ({
  strides: axes.map(([stride]) => stride),
  dilations: axes.map(([, dilation]) => dilation),
  before: axes.map(([, , before]) => before),
  after: axes.map(([, , , after]) => after),
  groups,
});

const plain: AxisSteps = [1, 1, 0, 0];

export const convSamples: readonly Sample<ConvAttributes>[] = [
  { inputs: [[2, 2, 5], [3, 2, 3], [3]], attributes: steps([plain]) },
  // The last element of the first axis lies behind the last window.
  {
    inputs: [
      [1, 2, 6, 3],
      [2, 2, 3, 2],
    ],
    attributes: steps([
      [2, 1, 0, 0],
      [1, 2, 1, 2],
    ]),
  },
  // Two groups, then one per channel.
  {
    inputs: [
      [2, 4, 4],
      [4, 2, 2],
    ],
    attributes: steps([[2, 1, 1, 0]], 2),
  },
  { inputs: [[1, 3, 3, 3], [3, 1, 2, 2], [3]], attributes: steps([plain, [1, 1, 1, 0]], 3) },
  {
    inputs: [
      [1, 2, 2, 3, 2],
      [1, 2, 1, 2, 2],
    ],
    attributes: steps([plain, [2, 1, 1, 0], plain]),
  },
  {
    inputs: [
      [1, 1, 6],
      [1, 1, 2],
    ],
    attributes: steps([[1, 1, -1, -2]]),
  },
  // Few windows of large kernels.
  {
    inputs: [[2, 1, 5, 9], [2, 1, 4, 4], [2]],
    attributes: steps([
      [1, 1, 0, 0],
      [2, 2, 1, 1],
    ]),
  },
  { inputs: [[0, 2, 4], [3, 2, 2], [3]], attributes: steps([plain]) },
  { inputs: [[1, 0, 4], [2, 0, 2], [2]], attributes: steps([plain]) },
];

export const convTransposeSamples: readonly Sample<ConvAttributes>[] = [
  { inputs: [[2, 2, 3], [2, 3, 2], [3]], attributes: steps([plain]) },
  {
    inputs: [
      [1, 2, 2, 3],
      [2, 2, 3, 2],
    ],
    attributes: steps([
      [2, 1, 1, 0],
      [1, 2, 1, 2],
    ]),
  },
  // Elements behind that no window reaches: fewer than a stride, and more.
  {
    inputs: [
      [1, 4, 2],
      [4, 1, 2],
    ],
    attributes: steps([[3, 1, 0, -1]], 2),
  },
  {
    inputs: [
      [1, 1, 2],
      [1, 1, 2],
    ],
    attributes: steps([[1, 1, 0, -2]]),
  },
  { inputs: [[1, 3, 2, 2], [3, 1, 2, 2], [3]], attributes: steps([plain, [1, 1, 1, 0]], 3) },
  {
    inputs: [
      [1, 2, 2, 2, 1],
      [2, 1, 1, 2, 2],
    ],
    attributes: steps([plain, [2, 1, 1, 0], plain]),
  },
  { inputs: [[0, 2, 3], [2, 1, 2], [1]], attributes: steps([plain]) },
];
