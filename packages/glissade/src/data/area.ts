/** @file Smaller images by area averaging. */

import { ArgumentError } from "../errors.ts";
import { kind, requireKind } from "../options/kinds.ts";

const sizeKind = kind.needed(
  kind.rule<ImageSize>("[height, width]", (value) => Array.isArray(value) && value.length === 2),
);

/** Height and width in pixels. */
export type ImageSize = readonly [number, number];

/**
 * Images whose pixels are the means of the areas that they cover; a partly covered pixel counts by its share.
 *
 * @example
 * areaAverage(new Float32Array([1, 3, 5, 7]), [2, 2], [1, 1]); // Float32Array [4]
 */
export function areaAverage(images: Float32Array, from: ImageSize, to: ImageSize): Float32Array<ArrayBuffer> {
  for (const size of [from, to]) requireKind("areaAverage(size)", sizeKind, size);
  if (!to.every((size, axis) => Number.isInteger(size) && size >= 1 && size <= from[axis]!))
    throw new ArgumentError({
      where: "size",
      rule: `expected an integer from 1 to the size of the images, ${from.join("x")}, got ${to.join("x")}`,
    });
  const narrow = averageAxis(images, { overlaps: overlaps(from[1], to[1]), from: from[1], inner: 1 });
  return averageAxis(narrow, { overlaps: overlaps(from[0], to[0]), from: from[0], inner: to[1] });
}

/** The input pixels under one output pixel, with the share of each; the shares sum to 1. */
interface Overlap {
  readonly first: number;
  readonly shares: readonly number[];
}

// In units of 1/to of an input pixel, where every border is an integer.
function overlaps(from: number, to: number): Overlap[] {
  return Array.from({ length: to }, (_, output) => {
    const [start, end] = [output * from, (output + 1) * from];
    const first = Math.floor(start / to);
    const shares = Array.from({ length: Math.ceil(end / to) - first }, (_, i) => {
      const pixel = (first + i) * to;
      return (Math.min(end, pixel + to) - Math.max(start, pixel)) / from;
    });
    return { first, shares };
  });
}

interface Axis {
  /** One for each output position along the axis. */
  readonly overlaps: readonly Overlap[];
  /** Length of the axis in the input. */
  readonly from: number;
  /** Product of the sizes of the axes after it. */
  readonly inner: number;
}

function averageAxis(input: Float32Array, { overlaps, from, inner }: Axis): Float32Array<ArrayBuffer> {
  const outer = input.length / (from * inner);
  const output = new Float32Array(outer * overlaps.length * inner);
  let next = 0;
  for (let o = 0; o < outer; o++)
    for (const { first, shares } of overlaps)
      for (let i = 0; i < inner; i++) {
        let sum = 0;
        for (let s = 0; s < shares.length; s++)
          sum += shares[s]! * input[(o * from + first + s) * inner + i]!;
        output[next++] = sum;
      }
  return output;
}
