/** @file Images for ready problems: in three parts, with the words for them. */

import { splitData, takeRows } from "glissade";
import { type Examples, hostRandom } from "glissade/data";
import { resolveDataset } from "glissade/files";
import type { ProblemOptions } from "../problem.ts";

export interface ImageOptions extends ProblemOptions {
  /** The data set where the study names none. */
  readonly usual: string;
  /** Side in pixels; as they are by default. */
  readonly size?: number;
  /** So many training images, drawn once; all by default. */
  readonly count?: number;
}

export interface ImageParts {
  /** Of the data set. */
  readonly name: string;
  readonly train: Examples;
  readonly validation?: Examples;
  readonly test: Examples;
  readonly classes: readonly string[];
  readonly about: string;
}

/** The images of a data set; validation takes its share of those to train on, each class in its share. */
export async function imageParts({
  data,
  usual,
  size,
  count,
  validation,
}: ImageOptions): Promise<ImageParts> {
  const whole = await resolveDataset(data ?? usual, size === undefined ? {} : { size });
  const { name, test, classes } = whole;
  const rows = count === undefined ? whole.train : someOf(whole.train, count);
  const parts = validation > 0 ? splitData(rows, { validation, stratify: rows.labels }) : { train: rows };
  const held = "validation" in parts ? `, ${parts.validation.size} to choose by` : "";
  return {
    ...parts,
    ...{ name, test, classes },
    about: `${name}, ${parts.train.size} images to train on${held}, ${test.size} to test on`,
  };
}

const someOf = (rows: Examples, count: number): Examples =>
  count >= rows.size ? rows : takeRows(rows, hostRandom(1).sample(rows.size, count));
