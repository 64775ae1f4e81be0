/** @file Examples made from arrays as files hold them. */

import { DataError } from "../errors.ts";
import { areaAverage } from "./area.ts";
import { type Examples, examples } from "./examples.ts";
import type { NdArray } from "./nd-array.ts";

export interface LabelledArrays {
  /** (examples, ...shape of one); bytes are scaled to [0, 1]. */
  readonly images: NdArray;
  readonly labels: Int32Array;
  readonly classes: readonly string[];
  /** Height and width to reduce images to. */
  readonly size?: number;
}

/** Examples from an array of images and their labels. */
export function examplesFromArrays(arrays: LabelledArrays, where: string): Examples {
  const { inputs: images, shape } = resized(arrays, where);
  if (arrays.images.dtype === "uint8") for (let i = 0; i < images.length; i++) images[i]! /= 255;
  return examples({ inputs: images, labels: arrays.labels, shape, classes: arrays.classes }, where);
}

/** Largest label that 32 bits hold. */
const LARGEST = 2 ** 31 - 1;

/** Labels as integers from 0 on; whether they are inside the classes is for `examples` to say. */
export function toLabels({ data, shape }: NdArray, where: string): Int32Array {
  if (shape.length !== 1)
    throw new DataError({ where, rule: `labels must have one axis, got shape [${shape}]` });
  return Int32Array.from(data as Iterable<number | bigint>, (value, row) => {
    const label = Number(value);
    if (Number.isInteger(label) && label >= 0 && label <= LARGEST) return label;
    throw new DataError({ where, rule: `labels must be integers from 0 on, got ${value} at index ${row}` });
  });
}

/** Classes without names that a data set may have in any case; larger ones have an example of each, on average. */
const MANY = 1000;

/** Names for classes that have none: "0", "1", ... up to the largest label. */
export function numberedClasses(labels: Int32Array, where: string): string[] {
  const row = labels.reduce((best, label, i) => (label > labels[best]! ? i : best), 0);
  const largest = labels[row] ?? -1;
  const most = Math.max(MANY, labels.length);
  if (largest >= most)
    throw new DataError({
      where,
      rule: `label ${largest} at index ${row} asks for more classes than the ${most} that ${labels.length} labels may have without names`,
      fix: "Check that row, or pass the names of all classes as classes",
    });
  return Array.from({ length: largest + 1 }, (_, label) => String(label));
}

function resized(
  { images: { data, shape }, size }: LabelledArrays,
  where: string,
): Pick<Examples, "inputs" | "shape"> {
  const images = toFloats(data);
  if (shape.length === 0 || shape.slice(1).includes(0))
    throw new DataError({
      where,
      rule: `images must have an axis that counts them and at least one number each, got shape [${shape}]`,
    });
  const [height, width, ...channels] = shape.slice(1);
  if (size === undefined) return { inputs: images, shape: shape.slice(1) };
  if (height === undefined || width === undefined || channels.length > 0)
    throw new DataError({
      where,
      rule: `only images with two axes can be reduced to a size, got shape [${shape.slice(1)}]`,
    });
  return { inputs: areaAverage(images, [height, width], [size, size]), shape: [size, size] };
}

function toFloats(data: NdArray["data"]): Float32Array {
  if (data instanceof BigInt64Array || data instanceof BigUint64Array) return Float32Array.from(data, Number);
  return new Float32Array(data);
}
