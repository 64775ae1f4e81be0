/** @file The tiles of Winograd's convolution F(2×2, 3×3) in memory. */

/**
 * The tiles of a group of images, of 4×4 elements each, lie [16, channels, group·rows·columns]: sixteen matrices, one
 * for each element.
 */
export interface TileSizes {
  /** Images in a group. */
  readonly group: number;
  /** The same of full groups, at multiples of which each begins; the last one may be shorter. */
  readonly full: number;
  readonly channels: number;
  /** Tiles of an image: one below the other, and one beside the other. */
  readonly rows: number;
  readonly columns: number;
}

/** Elements of a tile. */
export const ELEMENTS = 16;

/** Bytes of a number, and numbers of a vector. */
export const [BYTES, LANES] = [4, 4];

/** Tiles of an image. */
export const tilesOf = ({ rows, columns }: TileSizes): number => rows * columns;

/** Bytes from one to the next, in the tiles of a group. */
export function stepsOf(sizes: TileSizes) {
  const image = BYTES * tilesOf(sizes);
  const channel = image * sizes.group;
  return { image, channel, element: channel * sizes.channels };
}
