/** @file The public data sets MNIST and Fashion-MNIST, from their official files. */

import type { Dataset } from "../data/examples.ts";
import { parseIdx } from "../data/formats/idx.ts";
import { idxDataset, idxNames } from "../data/idx-dataset.ts";
import { kind, optionsReader } from "../options/kinds.ts";
import { type Checksum, cacheDirectory, obtainFiles } from "./download.ts";
import { gunzip } from "./gunzip.ts";

export interface MnistOptions {
  /** Where the gzipped IDX files already are; without it they are kept in the user's cache directory. */
  readonly directory?: string;
  /** Addresses of folders to fetch missing files from, tried in order. */
  readonly mirrors?: readonly string[];
  /** Height and width to reduce the 28×28 images to, by area averaging. */
  readonly size?: number;
}

/**
 * Handwritten digits (LeCun, Cortes and Burges): 60 000 for training, 10 000 for testing, 28×28. The files are fetched
 * once, and kept.
 *
 * @throws DataError where a file is missing and cannot be fetched, or is not the official one.
 */
export async function mnist(options?: MnistOptions): Promise<Dataset> {
  return load(digits, readMnist("mnist", options));
}

/**
 * Articles of clothing (Xiao, Rasul and Vollgraf, "Fashion-MNIST", 2017, arXiv:1708.07747): 60 000 for training, 10 000
 * for testing, 28×28. The files are fetched once, and kept.
 *
 * @throws DataError where a file is missing and cannot be fetched, or is not the official one.
 */
export async function fashionMnist(options?: MnistOptions): Promise<Dataset> {
  return load(clothing, readMnist("fashionMnist", options));
}

const readMnist = optionsReader<MnistOptions>({
  directory: kind.string,
  mirrors: kind.strings,
  size: kind.number,
});

interface Source {
  readonly name: string;
  readonly classes: readonly string[];
  readonly mirrors: readonly string[];
  readonly checksum: Checksum;
  /** In the order of `idxNames`. */
  readonly sums: readonly string[];
}

const digits: Source = {
  name: "mnist",
  classes: ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"],
  mirrors: [
    "https://storage.googleapis.com/cvdf-datasets/mnist",
    "https://ossci-datasets.s3.amazonaws.com/mnist",
  ],
  checksum: { algorithm: "sha256", over: "content" },
  sums: [
    "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
  ],
};

const clothing: Source = {
  name: "fashion-mnist",
  classes: [
    "T-shirt",
    "trouser",
    "pullover",
    "dress",
    "coat",
    "sandal",
    "shirt",
    "sneaker",
    "bag",
    "ankle boot",
  ],
  mirrors: [
    "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion",
    "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com",
  ],
  checksum: { algorithm: "md5", over: "file" },
  sums: [
    "8d4fb7e6c68d591d4c3dfef9ec88bf0d",
    "25c81989df183df01b3e8a0aad5dffbe",
    "bef4ecab320f06d8554ea6380940ec79",
    "bb300cfdad3c16e7a12a480ee83cd310",
  ],
};

async function load(source: Source, { directory, mirrors, size }: MnistOptions): Promise<Dataset> {
  const { name, classes, checksum, sums } = source;
  const files = idxNames.map((file, i) => ({ name: `${file}.gz`, sum: sums[i]! }));
  const bytes = await obtainFiles({
    name,
    files,
    checksum,
    // A directory of the user's own is read, not filled, unless mirrors are named too.
    mirrors: mirrors ?? (directory === undefined ? source.mirrors : []),
    directory: directory ?? cacheDirectory(name),
  });
  const arrays = bytes.map((content, i) =>
    parseIdx(gunzip(content, files[i]!.name), { where: files[i]!.name }),
  );
  return idxDataset(arrays, { name, classes, size });
}
