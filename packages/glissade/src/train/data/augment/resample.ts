/** @file The values of images at given coordinates. */

import { arange } from "../../../create-tensor.ts";
import { ShapeError } from "../../../errors.ts";
import { requireTensor } from "../../../graph/operand-checks.ts";
import { formatShape } from "../../../graph/shape.ts";
import type { Tensor } from "../../../graph/tensor.ts";
import { add, mul, sub } from "../../../ops/elementwise/arithmetic.ts";
import { cast } from "../../../ops/elementwise/cast.ts";
import { clip, floor } from "../../../ops/elementwise/rounding.ts";
import { cos, sin } from "../../../ops/elementwise/unary.ts";
import { takeAlongAxis } from "../../../ops/index/gather-elements.ts";
import { expand } from "../../../ops/reduce/sum.ts";
import { reshape } from "../../../ops/shape/layout.ts";
import { pad } from "../../../ops/shape/pad.ts";
import * as random from "../../../random/index.ts";

/** The sizes of images, whose channels may be left out. */
export function sizesOf(where: string, images: Tensor) {
  requireTensor(`${where}(images)`, images);
  const { shape } = images;
  if (shape.length === 3 || shape.length === 4) {
    const [height, width] = shape.slice(-2) as [number, number];
    return { batch: shape[0]!, height, width, ones: shape.slice(1).map(() => 1) };
  }
  throw new ShapeError({
    where: `${where}(images)`,
    rule: `needs shape [batch, height, width] or [batch, channels, height, width], got ${formatShape(shape)}`,
  });
}

/** One number for each image, uniform between two. */
export const perImage = (key: Tensor, batch: number, low: number, high: number): Tensor =>
  random.uniform(key, [batch, 1, 1], { low, high });

export const twoKeys = (key: Tensor): [Tensor, Tensor] => random.split(key) as [Tensor, Tensor];

/** Where each pixel of an image comes from: rows and columns, (batch, height, width), in float32. */
export interface Coordinates {
  readonly row: Tensor;
  readonly column: Tensor;
}

/** Rows (height, 1) and columns (1, width). */
export const pixels = (height: number, width: number): Coordinates => ({
  row: reshape(arange(height), [height, 1]),
  column: reshape(arange(width), [1, width]),
});

/** Rows (batch, height, 1) and columns (batch, 1, width) as coordinates. */
export const coordinatesOf = (row: Tensor, column: Tensor): Coordinates => ({
  row: add(row, mul(column, 0)),
  column: add(column, mul(row, 0)),
});

/** The values at coordinates between the pixels, along straight lines; zeros outside. */
function sample(images: Tensor, { row, column }: Coordinates): Tensor {
  const [top, left] = [floor(row), floor(column)];
  const [down, right] = [sub(row, top), sub(column, left)].map((share) =>
    cast(overChannels(share, images), images.dtype),
  ) as [Tensor, Tensor];
  const at = valuesAt(images, { row: top, column: left });
  const upper = between(at(0, 0), at(0, 1), right);
  return between(upper, between(at(1, 0), at(1, 1), right), down);
}

/** a + share · (b - a) */
const between = (a: Tensor, b: Tensor, share: Tensor): Tensor => add(a, mul(share, sub(b, a)));

/** (batch, height, width) as (batch, 1, height, width) where images have channels. */
export const overChannels = (x: Tensor, { rank }: Tensor): Tensor =>
  rank === 4 ? reshape(x, [x.shape[0]!, 1, ...x.shape.slice(1)]) : x;

/** The values at whole coordinates; zeros outside. */
export const pick = (images: Tensor, at: Coordinates): Tensor => valuesAt(images, at)(0, 0);

/** Zeros around images, wide enough for coordinates outside, which are clipped to it, and their neighbours. */
const BORDER = 2;

/** The values at whole coordinates moved by some pixels, 0 or 1 down and to the right; zeros outside. */
function valuesAt(images: Tensor, { row, column }: Coordinates): (down: number, right: number) => Tensor {
  const [height, width] = images.shape.slice(-2) as [number, number];
  const lead = images.shape.slice(0, -2);
  const borders = images.shape.map((_, axis) =>
    axis < lead.length ? ([0, 0] as const) : ([BORDER, BORDER] as const),
  );
  const flat = reshape(pad(images, borders), [...lead, -1]);
  const stride = width + 2 * BORDER;
  // As integers, for the positions in large images are beyond what float32 counts
  const clipped = (at: Tensor, size: number) =>
    add(cast(clip(at, { min: -BORDER, max: size }), "int64"), BORDER);
  const index = add(mul(clipped(row, height), stride), clipped(column, width));
  const shape = [...lead, ...index.shape.slice(1)];
  const indices = reshape(expand(overChannels(index, images), shape), [...lead, -1]);
  return (down, right) =>
    reshape(takeAlongAxis(flat, add(indices, down * stride + right), { axis: -1 }), shape);
}

/** Images turned by angles in radians, (batch, 1, 1), against the clock where rows count downwards. */
export function turned(
  images: Tensor,
  angle: Tensor,
  { height, width }: { readonly height: number; readonly width: number },
): Tensor {
  const { row, column } = pixels(height, width);
  const [y, x] = [sub(row, (height - 1) / 2), sub(column, (width - 1) / 2)];
  const [c, s] = [cos(angle), sin(angle)];
  return sample(images, {
    row: add(add(mul(c, y), mul(s, x)), (height - 1) / 2),
    column: add(sub(mul(c, x), mul(s, y)), (width - 1) / 2),
  });
}
