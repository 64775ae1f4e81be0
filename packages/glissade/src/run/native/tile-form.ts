/** @file Which convolutions are computed by tiles, and by which groups of images, by measurement. */

import type { TensorType } from "../../graph/op.ts";
import type { ConvAttributes } from "../../ops/conv/conv-rules.ts";
import type { Tiles } from "../../ops/conv/winograd.ts";

/** How a convolution is computed: group by group, so that the tiles of a group stay in the cache. */
export interface Form extends Tiles {
  /** Images in a group; the last one may be shorter. */
  readonly group: number;
  /** Zeros in front of inputs, of both axes. */
  readonly before: readonly number[];
}

/**
 * The fewest channels, and filters, of convolutions with kernels and of those with gradients: fewer have more to move
 * than to multiply. Milliseconds of a convolution with padding 1, its gradient for inputs and the one for kernels, ONNX
 * Runtime's and with tiles (one thread, AMD EPYC with AVX-512, least processor time of six runs, sums of the outputs with
 * it):
 *
 * | batch, size, channels   | output       | for inputs   | for kernels  |
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
/** Tiles side by side. */
const FEWEST_COLUMNS = 4;
/** Tiles of an output channel: the code has each vector of them once. */
const MOST_TILES = 1024;
/** Bytes of the tiles of a group, before the product and behind it, that a cache keeps. */
const MOST_BYTES = 4 * 2 ** 20;
/** Tiles of a group: fewer make products slow. */
const FEWEST_GROUP_TILES = 128;
/** More groups would be more nodes than a session is opened with in good time. */
const MOST_GROUPS = 64;

interface Other {
  /** What inputs are convolved with. */
  readonly by: keyof typeof FEWEST_CHANNELS;
  /** Lengths of the outputs, or of their gradients. */
  readonly lengths: readonly number[];
}

/** The form of a convolution with 3×3 kernels, or of the gradient of such kernels; undefined where tiles do not pay. */
export function formOf(
  [x, w]: readonly [TensorType, TensorType],
  attributes: ConvAttributes,
  { by, lengths }: Other,
): Form | undefined {
  if (x.dtype !== "float32" || x.shape.length !== 4 || x.shape.includes(0)) return undefined;
  if (!hasTiles(attributes, lengths)) return undefined;
  const [batch, channels] = x.shape as [number, number];
  const filters = w.shape[0]!;
  const [rows, columns] = lengths.map((length) => length / 2) as [number, number];
  const tiles = rows * columns;
  if (Math.min(channels, filters) < FEWEST_CHANNELS[by] || tiles > MOST_TILES) return undefined;
  if (Math.min(columns, x.shape[3]!) < FEWEST_COLUMNS) return undefined;
  const group = groupOf(batch, 64 * tiles * (channels + filters));
  if (group * tiles < FEWEST_GROUP_TILES || batch / group > MOST_GROUPS) return undefined;
  return { group, rows, columns, before: attributes.before };
}

function hasTiles(
  { strides, dilations, before, after, groups }: ConvAttributes,
  lengths: readonly number[],
): boolean {
  const isPlain = groups === 1 && [...strides, ...dilations].every((step) => step === 1);
  const isPadded = [...before, ...after].every((width) => width >= 0);
  return isPlain && isPadded && lengths.every((each) => each % 2 === 0);
}

/**
 * Images in a group, whose tiles fit: all groups of one length where those are more than half as long as they may be, else
 * multiples of four, which keep rows of products at whole vectors. One image where not even its tiles fit: ONNX
 * Runtime's convolution takes 1.8 times as long for 8 of 32×32 with 256 to 256 channels, 1.6 for 4 of 56×56.
 */
function groupOf(batch: number, bytes: number): number {
  const most = Math.max(1, Math.floor(MOST_BYTES / bytes));
  const equal = Array.from({ length: Math.min(batch, most) }, (_, at) => at + 1).findLast(
    (count) => batch % count === 0,
  )!;
  if (2 * equal > most) return equal;
  return Math.min(batch, most < 4 ? most : most - (most % 4));
}
