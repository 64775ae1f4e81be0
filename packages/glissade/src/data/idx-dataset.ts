/** @file A data set in the four IDX files that MNIST began with. */

import { examplesFromArrays, numberedClasses, toLabels } from "./arrays.ts";
import type { Dataset } from "./examples.ts";
import type { NdArray } from "./nd-array.ts";

/** Names of the files without `.gz`, in the order of the arrays. */
export const idxNames = [
  "train-images-idx3-ubyte",
  "train-labels-idx1-ubyte",
  "t10k-images-idx3-ubyte",
  "t10k-labels-idx1-ubyte",
] as const;

export interface IdxDatasetOptions {
  readonly name: string;
  readonly classes?: readonly string[];
  readonly size?: number;
}

/** Data set of four arrays in the order of `idxNames`. */
export function idxDataset(arrays: readonly NdArray[], { name, classes, size }: IdxDatasetOptions): Dataset {
  const [trainImages, trainLabels, testImages, testLabels] = arrays as [NdArray, NdArray, NdArray, NdArray];
  const [trainWhere, testWhere] = [`${name}, training labels`, `${name}, test labels`];
  const parts = {
    train: { images: trainImages, labels: toLabels(trainLabels, trainWhere), size },
    test: { images: testImages, labels: toLabels(testLabels, testWhere), size },
  };
  const { train, test } = parts;
  const names =
    classes ?? longer(numberedClasses(train.labels, trainWhere), numberedClasses(test.labels, testWhere));
  return {
    name,
    classes: names,
    train: examplesFromArrays({ ...train, classes: names }, `${name}, training examples`),
    test: examplesFromArrays({ ...test, classes: names }, `${name}, test examples`),
  };
}

const longer = (a: readonly string[], b: readonly string[]): readonly string[] =>
  a.length > b.length ? a : b;
