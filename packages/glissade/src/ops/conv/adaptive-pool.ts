/** @file Pooling to a given size: windows as even as they can be, which overlap where the lengths do not divide. */

import { literal } from "../../graph/literal.ts";
import { sizeOf } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { gather } from "../index/gather.ts";
import { mean } from "../reduce/reduce.ts";
import { reshape, transpose } from "../shape/layout.ts";
import { averagePool } from "./average-pool.ts";
import { maxPool } from "./max-pool.ts";
import { mapAxis } from "./resize.ts";
import { type PerAxis, requireLengths, requireSpatial, spatial, toPerAxis } from "./window.ts";

/** First element and end of each window, by PyTorch's rule. */
const bins = (length: number, count: number): (readonly [start: number, end: number])[] =>
  Array.from({ length: count }, (_, place) => [
    Math.floor((place * length) / count),
    Math.ceil(((place + 1) * length) / count),
  ]);

function toCounts(where: string, x: Tensor, size: PerAxis): readonly number[] {
  requireSpatial(where, x);
  requireLengths(where, spatial(x.shape), x);
  return toPerAxis(`${where}(size)`, size, { axes: x.rank - 2 });
}

/** The kernel of an ordinary pooling, where all windows have the same length. */
function evenKernel(x: Tensor, counts: readonly number[]): number[] | undefined {
  const kernel = spatial(x.shape).map((length, axis) => length / counts[axis]!);
  return kernel.every(Number.isInteger) ? kernel : undefined;
}

/**
 * Means of x [batch, channels, ...spatial] over windows that make a size: a length for all spatial axes or one for
 * each. Window i reaches from ⌊i·length/size⌋ to ⌈(i + 1)·length/size⌉.
 *
 * @example
 * await adaptiveAveragePool(tensor([[[1, 2, 3, 4, 5]]]), 2).data(); // [2, 4]
 */
export function adaptiveAveragePool(x: Tensor, size: PerAxis): Tensor {
  const counts = toCounts("adaptiveAveragePool", x, size);
  const kernel = evenKernel(x, counts);
  if (kernel) return averagePool(x, kernel);
  return counts.reduce((image, count, axis) => {
    const length = image.shape[axis + 2]!;
    const rows = bins(length, count).map(([start, end]) =>
      Array.from({ length }, (_, place) => Number(place >= start && place < end) / (end - start)),
    );
    return mapAxis(image, axis + 2, rows);
  }, x);
}

/**
 * Maxima of x [batch, channels, ...spatial] over the windows of adaptiveAveragePool; the first of equals has the
 * gradient.
 *
 * @example
 * await adaptiveMaxPool(tensor([[[1, 2, 3, 4, 5]]]), 2).data(); // [3, 5]
 */
export function adaptiveMaxPool(x: Tensor, size: PerAxis): Tensor {
  const counts = toCounts("adaptiveMaxPool", x, size);
  const kernel = evenKernel(x, counts);
  if (kernel) return maxPool(x, kernel);
  // [batch, channels, windows, kernel, windows, kernel, ...], each axis gathered; short windows repeat their end.
  const apart = counts.reduce(
    (image, count, axis) => gather(image, paddedBins(image, axis, count), { axis: 2 + 2 * axis }),
    x,
  );
  const windows = counts.map((_, axis) => 2 + 2 * axis);
  const lines = transpose(apart, [0, 1, ...windows, ...windows.map((axis) => axis + 1)]);
  const length = sizeOf(windows.map((axis) => apart.shape[axis + 1]!));
  const rows = reshape(lines, [1, lines.size / length, length]);
  return reshape(maxPool(rows, length), [...x.shape.slice(0, 2), ...counts]);
}

function paddedBins(image: Tensor, axis: number, count: number): Tensor {
  const all = bins(image.shape[2 + 2 * axis]!, count);
  const longest = Math.max(...all.map(([start, end]) => end - start));
  const positions = all.flatMap(([start, end]) =>
    Array.from({ length: longest }, (_, offset) => Math.min(start + offset, end - 1)),
  );
  return literal(positions, "int64", [count, longest]);
}

/**
 * The mean over all spatial axes of x [batch, channels, ...spatial], which keep length 1.
 *
 * @example
 * globalAveragePool(zeros([8, 16, 7, 7])).shape; // [8, 16, 1, 1]
 */
export function globalAveragePool(x: Tensor): Tensor {
  requireSpatial("globalAveragePool", x);
  return mean(x, { axis: spatial(x.shape).map((_, axis) => axis + 2), keepDims: true });
}

/**
 * The maximum over all spatial axes of x [batch, channels, ...spatial], which keep length 1; the first of equals has
 * the gradient.
 *
 * @example
 * globalMaxPool(zeros([8, 16, 7, 7])).shape; // [8, 16, 1, 1]
 */
export function globalMaxPool(x: Tensor): Tensor {
  requireSpatial("globalMaxPool", x);
  return maxPool(x, spatial(x.shape));
}
