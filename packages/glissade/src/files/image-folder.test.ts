import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { encode } from "fast-png";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { batches, splitData, takeRows } from "../index.ts";
import { type ImageFolderOptions, imageFolder } from "./image-folder.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "glissade-"));
});
afterEach(() => rm(folder, { recursive: true }));

/** A file of these bytes, or a grey PNG of one brightness. */
async function write(path: string, content: number | Uint8Array, [height, width] = [2, 2]): Promise<void> {
  const data = typeof content === "number" ? new Uint8Array(height! * width!).fill(content) : content;
  const bytes =
    typeof content === "number" ? encode({ width: width!, height: height!, data, channels: 1 }) : content;
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), bytes);
}

const rows = (...indices: number[]) => Uint32Array.from(indices);

test("folders are classes, sorted, and files too", async () => {
  await write("dog/b.PNG", 51);
  await write("dog/a.png", 102);
  await write("cat/deep/c.png", 255);
  await write("cat/notes.txt", new Uint8Array());
  await write(".hidden/x.png", 0);
  await write("readme.png", 0);
  const images = await imageFolder(folder, { channels: 1 });
  expect(images).toMatchObject({ length: 3, classes: ["cat", "dog"], shape: [1, 2, 2] });
  expect(images.files).toEqual(
    ["cat/deep/c.png", "dog/a.png", "dog/b.PNG"].map((path) => join(folder, path)),
  );
  expect(images.labels).toEqual(Int32Array.of(0, 1, 1));
  const { x, y } = await images.rows(rows(2, 0));
  expect(x).toEqual({
    dtype: "float32",
    shape: [2, 1, 2, 2],
    data: Float32Array.of(0.2, 0.2, 0.2, 0.2, 1, 1, 1, 1),
  });
  expect(y).toEqual({ dtype: "int32", shape: [2], data: Int32Array.of(1, 0) });
});

test("parts keep the labels, classes and files of their images", async () => {
  for (const name of ["cat", "dog"])
    for (const file of [1, 2, 3, 4]) await write(`${name}/${file}.png`, 50 * file);
  const images = await imageFolder(folder, { channels: 1 });
  const { train, test: held } = splitData(images, { test: 0.25, stratify: images.labels });
  expect([train.length, held.length, train.classes]).toEqual([6, 2, ["cat", "dog"]]);
  expect(Array.from(train.labels).sort()).toEqual([0, 0, 0, 1, 1, 1]);
  expect([...train.files, ...held.files].sort()).toEqual([...images.files]);
  const { y } = await train.rows(rows(5, 0));
  expect(Array.from(y.data)).toEqual([train.labels[5], train.labels[0]]);
  const again = takeRows(train, [4, 1]);
  expect([again.files, Array.from(again.labels)]).toEqual([
    [train.files[4], train.files[1]],
    [train.labels[4], train.labels[1]],
  ]);
  for await (const { x } of batches(train, { size: 6, stratify: train.labels })(0))
    expect(x.shape).toEqual([6, 1, 2, 2]);
});

test("chosen classes have the labels of their order, and need images", async () => {
  await write("dog/a.png", 0);
  await write("cat/a.png", 0);
  const { labels } = await imageFolder(folder, { classes: ["dog", "cat"] });
  expect(labels).toEqual(Int32Array.of(0, 1));
});

test("images of different sizes are reduced to one", async () => {
  await write("a/1.png", 10, [4, 4]);
  await write("a/2.png", 20, [2, 6]);
  const images = await imageFolder(folder, { size: 2, channels: 1 });
  expect((await images.rows(rows(0, 1))).x.shape).toEqual([2, 1, 2, 2]);
});

const refused = async (options: ImageFolderOptions, message: string) =>
  expect(imageFolder(folder, options)).rejects.toThrow(
    expect.objectContaining({ message: `${folder}${message}`, code: "DATA" }),
  );

describe("refuses", () => {
  test("no folders", () =>
    refused({}, ": holds no folders. Put the images of each class into a folder that is named after it."));

  test("a folder without images", async () => {
    await write("a/1.png", 1);
    await write("b/1.txt", new Uint8Array());
    await refused(
      {},
      "/b: holds no .png, .jpg or .jpeg files. Put the images of this class into it, or remove it.",
    );
  });

  test("a folder that is no class", async () => {
    await write("cats/1.png", 1);
    await refused(
      { classes: ["cat", "dog"] },
      "/cats: is the folder of none of the classes. The nearest is cat (classes: cat, dog).",
    );
  });

  test("no class without a folder: it has no images, and the others keep their labels", async () => {
    await write("dog/1.png", 1);
    const { classes, labels } = await imageFolder(folder, { classes: ["cat", "dog"] });
    expect([classes, [...labels]]).toEqual([["cat", "dog"], [1]]);
  });

  test("a folder that is not there, and a file", async () => {
    await expect(imageFolder(join(folder, "x"))).rejects.toThrow(
      `${join(folder, "x")}: no such folder. Check the path.`,
    );
    await write("file", new Uint8Array());
    await expect(imageFolder(join(folder, "file"))).rejects.toThrow(
      `${join(folder, "file")}: is a file, not a folder. Check the path.`,
    );
  });

  test("a damaged image among others, by its path", async () => {
    for (const name of ["1", "2", "4"]) await write(`a/${name}.png`, 1);
    await write(
      "a/3.png",
      encode({ width: 2, height: 2, data: new Uint8Array(4), channels: 1 }).subarray(0, 40),
    );
    const images = await imageFolder(folder);
    await expect(images.rows(rows(0, 1, 2, 3))).rejects.toThrow(
      expect.objectContaining({
        message: expect.stringMatching(/\/a\/3\.png: cannot be decoded: .+\. Replace the file\.$/),
      }),
    );
  });

  test("an image of another size", async () => {
    await write("a/1.png", 1);
    await write("a/2.png", 1, [2, 3]);
    const images = await imageFolder(folder);
    await expect(images.rows(rows(1))).rejects.toThrow(
      `${folder}/a/2.png: must have 2x2 pixels, as ${folder}/a/1.png, got 2x3. Pass size, to which all are reduced.`,
    );
  });

  test("rows that are not there", async () => {
    await write("a/1.png", 1);
    const images = await imageFolder(folder);
    await expect(images.rows(rows(1))).rejects.toThrow(
      "imageFolder: rows(indices): must be from 0 to 0, got 1.",
    );
    await expect(images.rows([0] as never)).rejects.toThrow(
      "imageFolder: rows(indices): must be a Uint32Array, got [0].",
    );
  });
});
