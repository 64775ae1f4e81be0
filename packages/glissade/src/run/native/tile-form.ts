/** @file Which convolutions are computed by tiles, and by which groups of images, by measurement. */

import type { TensorType } from "../../graph/op.ts";
import type { ConvAttributes } from "../../ops/conv/conv-rules.ts";
import type { Tiles } from "../../ops/conv/winograd.ts";

/** How a convolution is computed: group by group, so that the tiles of a group stay in the cache. */
export interface Form extends Tiles {
  /** Images in a group. */
  readonly group: number;
  /** Zeros in front of images, of both axes. */
  readonly before: readonly number[];
}

/**
 * Fewer channels have more to move than to multiply: of images with kernels, and of images with gradients. Milliseconds
 * of a convolution with padding 1, its gradient for images and the one for kernels, ONNX Runtime's and with tiles (one
 * thread, AMD EPYC with AVX-512, least processor time of six runs, sums of the results with it):
 *
 * | images, size, channels  | result       | for images   | for kernels  |
 * | ----------------------- | ------------ | ------------ | ------------ |
 * | 64 of 32×32, 8 to 8     | 2.59 to 2.46 | 3.17 to 2.25 | 4.32 to 2.60 |
 * | 64 of 32×32, 8 to 32    | 8.38 to 6.70 | 5.80 to 6.31 | 8.11 to 6.17 |
 * | 64 of 32×32, 16 to 16   | 6.45 to 5.62 | 7.26 to 4.68 | 8.75 to 5.42 |
 * | 64 of 16×16, 16 to 32   | 2.45 to 1.72 | 2.62 to 1.76 | 3.51 to 1.78 |
 * | 64 of 64×64, 32 to 32   | 66.0 to 54.4 | 65.6 to 50.5 | 109 to 53.3  |
 * | 64 of 8×8, 32 to 32     | 1.40 to 0.74 | 1.36 to 0.73 | 2.06 to 0.80 |
 * | 16 of 16×16, 128 to 128 | 13.0 to 7.0  | 13.3 to 7.3  | 15.6 to 7.2  |
 * | 2 of 16×16, 256 to 256  | 5.84 to 3.14 | 8.21 to 5.30 | 7.22 to 4.06 |
 * | 1 of 16×16, 64 to 64    | 0.32 to 0.32 | 0.53 to 0.37 | 0.36 to 0.25 |
 * | 1 of 32×32, 16 to 16    | 0.10 to 0.13 | 0.13 to 0.09 | 0.16 to 0.11 |
 */
const FEWEST_CHANNELS = { kernels: 16, gradients: 8 };
/** Tiles side by side, and those of an image in all: the code has each vector of them once. */
const [FEWEST_COLUMNS, MOST_TILES] = [4, 1024];
/** Bytes of the tiles of a group, before the product and behind it, that a cache keeps; and the fewest tiles of a product. */
const [MOST_BYTES, FEWEST_TILES] = [4 * 2 ** 20, 128];
/** More groups would be more nodes than a session is opened with in good time. */
const MOST_GROUPS = 64;

/** The form of a convolution of images with kernels of 3×3 or with the gradients of results, of these lengths; if it should have one. */
export function formOf(
  [x, w]: readonly [TensorType, TensorType],
  { strides, dilations, before, after, groups }: ConvAttributes,
  { by, lengths }: { readonly by: keyof typeof FEWEST_CHANNELS; readonly lengths: readonly number[] },
): Form | undefined {
  const [images, channels] = x.shape as [number, number];
  const results = w.shape[0]!;
  const isPlain = groups === 1 && [...strides, ...dilations].every((step) => step === 1);
  const isWhole =
    [...before, ...after].every((width) => width >= 0) && lengths.every((each) => each % 2 === 0);
  if (x.dtype !== "float32" || x.shape.length !== 4 || images === 0 || !isPlain || !isWhole) return undefined;
  const [rows, columns] = lengths.map((length) => length / 2) as [number, number];
  const tiles = rows * columns;
  if (Math.min(channels, results) < FEWEST_CHANNELS[by] || tiles > MOST_TILES) return undefined;
  if (Math.min(columns, x.shape[3]!) < FEWEST_COLUMNS) return undefined;
  const most = Math.floor(MOST_BYTES / (64 * tiles * (channels + results)));
  const group = divisors(images).findLast((count) => count <= most) ?? 1;
  if (group * tiles < FEWEST_TILES || images / group > MOST_GROUPS) return undefined;
  return { group, rows, columns, before };
}

const divisors = (count: number): number[] =>
  Array.from({ length: count }, (_, at) => at + 1).filter((each) => count % each === 0);
