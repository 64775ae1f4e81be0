/** @file Data sets from files in a directory: images.npy with labels.npy, or the four IDX files of MNIST's kind. */

import { existsSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { examplesFromArrays, numberedClasses, toLabels } from "../data/arrays.ts";
import { type Dataset, type Examples, gather } from "../data/examples.ts";
import { datasetKey, hostRandom } from "../data/host-random.ts";
import { idxDataset, idxNames } from "../data/idx-dataset.ts";
import type { NdArray } from "../data/nd-array.ts";
import { ArgumentError, DataError } from "../errors.ts";
import { kind, optionsReader, requireKind } from "../options/kinds.ts";
import { readIdx, readNpy } from "./read.ts";

export interface DirectoryOptions {
  /** Share of the examples for testing, where the files hold one set; 0.2 by default. */
  readonly testFraction?: number;
  /** Chooses which examples those are; 0 by default. */
  readonly seed?: number;
  /** Names of the classes; by default "0", "1", ... up to the largest label. */
  readonly classes?: readonly string[];
  /** Height and width to reduce images to, by area averaging. */
  readonly size?: number;
}

export const directoryKinds = {
  testFraction: kind.number,
  seed: kind.number,
  classes: kind.strings,
  size: kind.number,
};

const readDirectory = optionsReader<DirectoryOptions>(directoryKinds);

/**
 * Data set of a directory: the four IDX files with their own split, or images.npy, of shape (examples, height, width),
 * with labels.npy and a seeded split.
 *
 * @throws DataError where the directory holds neither, or a file is damaged or has labels that are no classes.
 */
export async function fromDirectory(directory: string, options: DirectoryOptions = {}): Promise<Dataset> {
  readDirectory("fromDirectory", options);
  requireKind("fromDirectory(directory)", kind.needed(kind.string), directory);
  const name = basename(resolve(directory));
  const idx = locate(idxNames.map((file) => [join(directory, `${file}.gz`), join(directory, file)]));
  if (idx) return idxDataset(await Promise.all(idx.map(readIdx)), { name, ...options });
  const npy = locate([[join(directory, "images.npy")], [join(directory, "labels.npy")]]);
  if (npy) return { name, ...(await fromNpy(npy, { where: directory, ...options })) };
  throw new DataError({
    where: directory,
    rule: "holds neither images.npy and labels.npy nor the four IDX files",
    fix: `The IDX files are ${idxNames.join(", ")}, each with or without .gz`,
  });
}

/** The first path that exists of each list of candidates, if every list has one. */
function locate(candidates: readonly (readonly string[])[]): string[] | undefined {
  const paths = candidates.flatMap((some) => some.find((path) => existsSync(path)) ?? []);
  return paths.length === candidates.length ? paths : undefined;
}

async function fromNpy(
  paths: readonly string[],
  { where, size, seed = 0, testFraction = 0.2, ...options }: DirectoryOptions & { readonly where: string },
): Promise<Omit<Dataset, "name">> {
  const [images, labelArray] = (await Promise.all(paths.map(readNpy))) as [NdArray, NdArray];
  const labels = toLabels(labelArray, paths[1]!);
  const classes = options.classes ?? numberedClasses(labels, paths[1]!);
  const all = examplesFromArrays({ images, labels, classes, size }, where);
  return { classes, ...splitExamples(all, { testFraction, seed }) };
}

/** Training and test examples, chosen at random. */
function splitExamples(
  all: Examples,
  { testFraction, seed }: Required<Pick<DirectoryOptions, "testFraction" | "seed">>,
): Pick<Dataset, "train" | "test"> {
  const testSize = Math.round(testFraction * all.size);
  if (!(testSize >= 1 && testSize < all.size))
    throw new ArgumentError({
      where: "fromDirectory(directory, { testFraction })",
      rule: `must leave examples on both sides, got ${testFraction} of ${all.size} examples`,
    });
  const order = hostRandom(datasetKey(seed)).permutation(all.size);
  return { train: rowsOf(all, order.subarray(testSize)), test: rowsOf(all, order.subarray(0, testSize)) };
}

function rowsOf(all: Examples, rows: Uint32Array): Examples {
  return { ...gather(all, rows), shape: all.shape, size: rows.length };
}
