/** @file What every data set is made of: labelled images in two parts, checked once when they are made. */

import { DataError } from "../errors.ts";
import { elementCount } from "./nd-array.ts";

/** Labelled images, one row of `images` per example. */
export interface Examples {
  /** Row-major, in [0, 1] where the source holds bytes. */
  readonly images: Float32Array;
  /** Indices into the classes of the data set. */
  readonly labels: Int32Array;
  /** Shape of one image. */
  readonly shape: readonly number[];
  /** Number of examples. */
  readonly size: number;
}

export interface Dataset {
  readonly name: string;
  readonly train: Examples;
  readonly test: Examples;
  /** Names of the classes, in the order of the labels. */
  readonly classes: readonly string[];
}

/** Rows of examples: images one after another, and their labels. */
export type ExampleRows = Pick<Examples, "images" | "labels">;

export interface ExamplesParts extends Omit<Examples, "size"> {
  readonly classes: readonly string[];
}

/**
 * Examples after the checks: as many images as labels, at least one, every label inside the classes.
 *
 * @example
 * const images = new Float32Array([0, 1, 1, 0]);
 * const parts = { images, labels: new Int32Array([0, 1]), shape: [2], classes: ["falling", "rising"] };
 * examples(parts, "slopes").size; // 2
 */
export function examples({ images, labels, shape, classes }: ExamplesParts, where: string): Examples {
  const size = labels.length;
  const features = elementCount(shape);
  if (images.length !== size * features)
    throw new DataError({
      where,
      rule: `needs as many images as labels, got ${images.length / features} images of shape [${shape}] and ${size} labels`,
    });
  if (size === 0) throw new DataError({ where, rule: "the data set is empty" });
  const outside = labels.findIndex((label) => !(label >= 0 && label < classes.length));
  if (outside >= 0)
    throw new DataError({
      where,
      rule: `label ${labels[outside]} at index ${outside} is outside the ${classes.length} classes`,
      fix: `Labels count from 0 to ${classes.length - 1}`,
    });
  return { images, labels, shape, size };
}

/** Copies some rows, into arrays of that many rows where the caller has them. */
export function gather(
  { images, labels, shape }: Examples,
  rows: Uint32Array,
  into: ExampleRows = emptyRows(rows.length, shape),
): ExampleRows {
  const features = elementCount(shape);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    into.images.set(images.subarray(row * features, (row + 1) * features), i * features);
    into.labels[i] = labels[row]!;
  }
  return into;
}

function emptyRows(size: number, shape: readonly number[]): ExampleRows {
  return { images: new Float32Array(size * elementCount(shape)), labels: new Int32Array(size) };
}
