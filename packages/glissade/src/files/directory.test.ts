import { existsSync } from "node:fs";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeEach, describe, expect, test } from "vitest";
import { encodeNpy } from "../data/formats/npy.ts";
import { idxNames } from "../data/idx-dataset.ts";
import type { NdArray } from "../data/nd-array.ts";
import { fromDirectory } from "./directory.ts";
import { readNpy } from "./read.ts";

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "glissade-"));
});

const bytes = (shape: readonly number[], values: readonly number[]): NdArray => ({
  dtype: "uint8",
  shape,
  data: Uint8Array.from(values),
});

const floats = (...values: readonly number[]): NdArray => ({
  dtype: "float64",
  shape: [values.length],
  data: Float64Array.from(values),
});

async function writeNpy(images: NdArray, labels: NdArray): Promise<void> {
  await writeFile(join(directory, "images.npy"), encodeNpy(images));
  await writeFile(join(directory, "labels.npy"), encodeNpy(labels));
}

// Ten images of one pixel, whose value is 51 times the label.
const labels = [0, 1, 2, 3, 4, 5, 0, 1, 2, 3];
const writeTen = () =>
  writeNpy(
    bytes(
      [10, 1],
      labels.map((y) => 51 * y),
    ),
    bytes([10], labels),
  );

describe("images.npy and labels.npy", () => {
  test("bytes become [0, 1]; rows stay with their labels; the parts are the whole", async () => {
    await writeTen();
    const { name, classes, train, test: held } = await fromDirectory(directory);
    expect([name, train.size, held.size]).toEqual([basename(directory), 8, 2]);
    expect(classes).toEqual(["0", "1", "2", "3", "4", "5"]);
    for (const part of [train, held])
      expect(part.inputs).toEqual(Float32Array.from(part.labels, (label) => (51 * label) / 255));
    expect([...train.labels, ...held.labels].toSorted()).toEqual(labels.toSorted());
  });

  test("the split depends on the seed, its size on testFraction", async () => {
    await writeTen();
    const split = async (seed: number) =>
      (await fromDirectory(directory, { seed, testFraction: 0.5 })).test.labels;
    expect(await split(1)).toEqual(await split(1));
    expect(await split(1)).not.toEqual(await split(2));
    expect(await split(1)).toHaveLength(5);
  });

  test("floats and 64-bit labels are taken as they are", async () => {
    await writeNpy(
      { dtype: "float64", shape: [2, 1], data: new Float64Array([-3, -3]) },
      { dtype: "int64", shape: [2], data: new BigInt64Array([1n, 1n]) },
    );
    const { train } = await fromDirectory(directory, { testFraction: 0.5 });
    expect([train.inputs[0], train.labels[0]]).toEqual([-3, 1]);
  });

  test.each([
    [{ classes: ["a", "b"] }, "label 2 at index 2 is outside the 2 classes. Labels count from 0 to 1."],
    [{ size: 1 }, "only images with two axes can be reduced to a size, got shape [1]."],
  ])("options %j are refused", async (options, message) => {
    await writeTen();
    await expect(fromDirectory(directory, options)).rejects.toThrow(`${directory}: ${message}`);
  });

  test.each([0, 1, 0.01])("testFraction %s leaves one side empty", async (testFraction) => {
    await writeTen();
    await expect(fromDirectory(directory, { testFraction })).rejects.toThrow(
      `fromDirectory(directory, { testFraction }): must leave examples on both sides, got ${testFraction} of 10 examples.`,
    );
  });

  test.each<[string, NdArray, string]>([
    ["an empty data set", bytes([0], []), ": the data set is empty."],
    ["two axes", bytes([2, 1], [0, 1]), "/labels.npy: labels must have one axis, got shape [2,1]."],
    ["fractions", floats(1, 0.5), "/labels.npy: labels must be integers from 0 on, got 0.5 at index 1."],
    ["NaN", floats(1, 0, Number.NaN), "/labels.npy: labels must be integers from 0 on, got NaN at index 2."],
    [
      "infinity",
      floats(Infinity),
      "/labels.npy: labels must be integers from 0 on, got Infinity at index 0.",
    ],
    ["negative", floats(0, -1), "/labels.npy: labels must be integers from 0 on, got -1 at index 1."],
    [
      "33 bits",
      { dtype: "uint64", shape: [2], data: new BigUint64Array([0n, 2n ** 32n + 1n]) },
      "/labels.npy: labels must be integers from 0 on, got 4294967297 at index 1.",
    ],
    [
      "a stray number",
      floats(0, 1, 1e9, 2),
      "/labels.npy: label 1000000000 at index 2 asks for more classes than the 1000 that 4 labels may have without names. Check that row, or pass the names of all classes as classes.",
    ],
  ])("labels: %s", async (_, wrong, message) => {
    const count = wrong.shape[0]!;
    await writeNpy(bytes([count, 1], new Array(count).fill(0)), wrong);
    await expect(fromDirectory(directory)).rejects.toThrow(
      expect.objectContaining({ message: `${directory}${message}` }),
    );
  });

  test("a label that has no name among few", async () => {
    await writeNpy(bytes([2, 1], [0, 0]), floats(0, 1e9));
    await expect(fromDirectory(directory, { classes: ["a", "b"] })).rejects.toThrow(
      `${directory}: label 1000000000 at index 1 is outside the 2 classes. Labels count from 0 to 1.`,
    );
  });

  test("a number that is not finite, by image and position", async () => {
    await writeNpy(
      { dtype: "float64", shape: [2, 2, 2], data: Float64Array.of(0, 0, 0, 0, 0, 0, Number.NaN, 0) },
      bytes([2], [0, 1]),
    );
    await expect(fromDirectory(directory)).rejects.toThrow(
      `${directory}: inputs, row 1, column [1, 0]: must be finite, got NaN. Mend the row, or leave it out.`,
    );
  });

  test.each([[[]], [[2, 0]]])("images of shape %j", async (shape) => {
    await writeNpy(bytes(shape, shape.length ? [] : [0]), bytes([2], [0, 1]));
    await expect(fromDirectory(directory)).rejects.toThrow(
      `${directory}: images must have an axis that counts them and at least one number each, got shape [${shape}].`,
    );
  });
});

describe("four IDX files", () => {
  const idx = (shape: readonly number[], values: readonly number[]) =>
    Uint8Array.from([0, 0, 8, shape.length, ...shape.flatMap((size) => [0, 0, 0, size]), ...values]);
  const writeIdx = (...files: readonly Uint8Array[]) =>
    Promise.all(files.map((file, i) => writeFile(join(directory, idxNames[i]!), file)));

  test("keep their own split", async () => {
    await writeIdx(
      idx([2, 1, 2], [0, 255, 51, 51]),
      idx([2], [0, 1]),
      idx([1, 1, 2], [255, 0]),
      idx([1], [2]),
    );
    const { train, test: held, classes } = await fromDirectory(directory);
    expect(classes).toEqual(["0", "1", "2"]);
    expect(train.inputs).toEqual(Float32Array.of(0, 1, 0.2, 0.2));
    expect([...train.labels, ...held.labels]).toEqual([0, 1, 2]);
    expect((await fromDirectory(directory, { size: 1 })).train.inputs).toEqual(Float32Array.of(0.5, 0.2));
  });

  test("a label outside the classes says in which part", async () => {
    await writeIdx(idx([1, 1, 1], [0]), idx([1], [0]), idx([1, 1, 1], [0]), idx([1], [7]));
    await expect(fromDirectory(directory, { classes: ["a"] })).rejects.toThrow(
      `${basename(directory)}, test examples: label 7 at index 0 is outside the 1 classes. Labels count from 0 to 0.`,
    );
  });
});

test("a directory with neither", async () => {
  await expect(fromDirectory(directory)).rejects.toThrow(
    `${directory}: holds neither images.npy and labels.npy nor the four IDX files. The IDX files are train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte, t10k-labels-idx1-ubyte, each with or without .gz.`,
  );
});

const fmnist14 = fileURLToPath(new URL("../../../../../shared/data/fmnist14", import.meta.url));

// The reduced Fashion-MNIST is not part of the project.
test.skipIf(!existsSync(fmnist14))("fmnist14: 8000 and 2000 of 10 000, every image once", async () => {
  const { train, test: held } = await fromDirectory(fmnist14);
  expect([train.size, held.size, train.shape]).toEqual([8000, 2000, [14, 14]]);
  const sum = (values: Iterable<number>) => [...values].reduce((total, value) => total + value, 0);
  const images = await readNpy(join(fmnist14, "images.npy"));
  const pixels = [train, held].map((part) => sum(Uint8Array.from(part.inputs, (x) => Math.round(255 * x))));
  expect(sum(pixels)).toBe(sum(images.data as Uint8Array));
});
