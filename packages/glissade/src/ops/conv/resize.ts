/** @file Images resized: nearest elements by choice, bilinear ones by a small matrix per axis. */

import { literal } from "../../graph/literal.ts";
import { sizeOf } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { kind, optionsReader } from "../../options/kinds.ts";
import { gather } from "../index/gather.ts";
import { matmul } from "../linalg/matmul.ts";
import { reshape } from "../shape/layout.ts";
import { type PerAxis, requireLengths, requireSpatial, spatial, toPerAxis } from "./window.ts";

/** Weights of the old elements of an axis, a row for each new one. */
type Rows = readonly (readonly number[])[];

/** A matrix times the lines along an axis. */
export function mapAxis(x: Tensor, axis: number, rows: Rows): Tensor {
  const [count, length] = [rows.length, x.shape[axis]!];
  const matrix = literal(rows.flat(), x.dtype, [count, length]);
  const lines = reshape(x, [sizeOf(x.shape.slice(0, axis)), length, sizeOf(x.shape.slice(axis + 1))]);
  return reshape(matmul(matrix, lines), x.shape.with(axis, count));
}

export interface ResizeOptions {
  /** "nearest" by default; "bilinear" is linear along each spatial axis, whatever their number. */
  readonly mode?: "nearest" | "bilinear";
  /** Whether the first and last elements keep their places (bilinear); `false` by default: pixels have areas. */
  readonly alignCorners?: boolean;
}

export const readResize = optionsReader<ResizeOptions>({
  mode: kind.choice("nearest", "bilinear"),
  alignCorners: kind.boolean,
});

/**
 * x [batch, channels, ...spatial] resized to a length for all spatial axes or one for each, as PyTorch's interpolate.
 *
 * @example
 * const x = tensor([[[1, 2, 4]]]);
 * await resize(x, 6).data(); // [1, 1, 2, 2, 4, 4]
 * await resize(x, 5, { mode: "bilinear", alignCorners: true }).data(); // [1, 1.5, 2, 3, 4]
 */
export function resize(x: Tensor, size: PerAxis, options?: ResizeOptions): Tensor {
  const { mode = "nearest", alignCorners = false } = readResize("resize", options);
  requireSpatial("resize", x);
  requireLengths("resize", spatial(x.shape), x);
  const counts = toPerAxis("resize(size)", size, { axes: x.rank - 2 });
  return counts.reduce((image, count, index) => {
    const axis = index + 2;
    const length = image.shape[axis]!;
    if (count === length) return image;
    if (mode === "nearest") return gather(image, literal(nearest(length, count), "int64", [count]), { axis });
    return mapAxis(image, axis, bilinear(length, count, alignCorners));
  }, x);
}

const nearest = (length: number, count: number): number[] =>
  Array.from({ length: count }, (_, place) => Math.floor((place * length) / count));

/** Each new element lies between two old ones. */
function bilinear(length: number, count: number, alignCorners: boolean): Rows {
  return Array.from({ length: count }, (_, place) => {
    const centre = ((place + 0.5) * length) / count - 0.5;
    const position = alignCorners ? (place * (length - 1)) / Math.max(count - 1, 1) : Math.max(centre, 0);
    const low = Math.min(Math.floor(position), length - 1);
    const high = Math.min(low + 1, length - 1);
    const row = new Array<number>(length).fill(0);
    row[low]! += 1 - (position - low);
    row[high]! += position - low;
    return row;
  });
}
