/** @file The axes of a weight that belong to one output unit. */

import type { Tensor } from "../../graph/tensor.ts";

/**
 * The axes along which the weights of one unit lie: the inputs of a matrix (inputs, outputs), all but the first axis of
 * a convolution's kernels (outputs, inputs, ...), and all axes of a vector or scalar.
 */
export const unitAxes = ({ rank }: Tensor): readonly number[] =>
  rank === 2 ? [0] : [...Array(rank).keys()].slice(rank > 2 ? 1 : 0);
