/** @file The values of images at other places than their pixels. */

import { arange } from "../../../create-tensor.ts";
import { ShapeError } from "../../../errors.ts";
import { requireTensor } from "../../../graph/operand-checks.ts";
import { formatShape } from "../../../graph/shape.ts";
import type { Tensor } from "../../../graph/tensor.ts";
import { add, mul, sub } from "../../../ops/elementwise/arithmetic.ts";
import { cast } from "../../../ops/elementwise/cast.ts";
import { greaterEqual, lessEqual, logicalAnd, where } from "../../../ops/elementwise/compare.ts";
import { clip, floor } from "../../../ops/elementwise/rounding.ts";
import { cos, sin } from "../../../ops/elementwise/unary.ts";
import { takeAlongAxis } from "../../../ops/index/gather-elements.ts";
import { expand } from "../../../ops/reduce/sum.ts";
import { reshape } from "../../../ops/shape/layout.ts";
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
export interface Places {
  readonly row: Tensor;
  readonly column: Tensor;
}

/** Rows (height, 1) and columns (1, width). */
export const pixels = (height: number, width: number): Places => ({
  row: reshape(arange(height), [height, 1]),
  column: reshape(arange(width), [1, width]),
});

/** Rows (batch, height, 1) and columns (batch, 1, width) as places. */
export const placesOf = (row: Tensor, column: Tensor): Places => ({
  row: add(row, mul(column, 0)),
  column: add(column, mul(row, 0)),
});

/** The values at places between the pixels, along straight lines; zeros outside. */
export function sample(images: Tensor, { row, column }: Places): Tensor {
  const [top, left] = [floor(row), floor(column)];
  const [down, right] = [sub(row, top), sub(column, left)];
  const part = (byRow: number, byColumn: number, weight: Tensor) =>
    mul(
      pick(images, { row: add(top, byRow), column: add(left, byColumn) }),
      cast(overChannels(weight, images), images.dtype),
    );
  const upper = add(part(0, 0, mul(sub(1, down), sub(1, right))), part(0, 1, mul(sub(1, down), right)));
  return add(upper, add(part(1, 0, mul(down, sub(1, right))), part(1, 1, mul(down, right))));
}

/** (batch, height, width) as (batch, 1, height, width) where images have channels. */
export const overChannels = (x: Tensor, { rank }: Tensor): Tensor =>
  rank === 4 ? reshape(x, [x.shape[0]!, 1, ...x.shape.slice(1)]) : x;

/** The values at whole places; zeros outside. */
export function pick(images: Tensor, { row, column }: Places): Tensor {
  const [height, width] = images.shape.slice(-2) as [number, number];
  const inside = logicalAnd(
    logicalAnd(greaterEqual(row, 0), lessEqual(row, height - 1)),
    logicalAnd(greaterEqual(column, 0), lessEqual(column, width - 1)),
  );
  const index = add(
    mul(clip(row, { min: 0, max: height - 1 }), width),
    clip(column, { min: 0, max: width - 1 }),
  );
  const lead = images.shape.slice(0, -2);
  const flat = reshape(images, [...lead, height * width]);
  const own = overChannels(cast(index, "int64"), images);
  const places = reshape(expand(own, [...lead, ...index.shape.slice(1)]), [...lead, -1]);
  const values = reshape(takeAlongAxis(flat, places, { axis: -1 }), [...lead, ...index.shape.slice(1)]);
  return where(overChannels(inside, images), values, 0);
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
