/** @file Images in folders, one for each class. */

import type { Dirent } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { type ImageOptions, imageKinds, parseImage } from "../data/images/image.ts";
import { elementCount, type NdArray } from "../data/nd-array.ts";
import { noteRecipe } from "../data/rows/recipe.ts";
import { type RowSource, requireIndices } from "../data/rows/row-source.ts";
import { selectRows } from "../data/rows/select-rows.ts";
import { DataError } from "../errors.ts";
import { kind, optionsReader, requireKind } from "../options/kinds.ts";
import { nearestName, nearestOrList } from "../options/spelling.ts";
import { fileError, readBytes } from "./read.ts";

export interface ImageFolderOptions extends Pick<ImageOptions, "channels" | "size"> {
  /**
   * The classes in the order of their labels; by default the folders that are there, sorted. Give those of the training data
   * to a folder that may lack some, since labels would count other classes otherwise; a class without a folder has no images.
   */
  readonly classes?: readonly string[];
}

const readImageFolder = optionsReader<ImageFolderOptions>({ ...imageKinds, classes: kind.strings });

/** Images and their labels. */
export interface LabelledImages {
  /** (rows, channels, height, width), from 0 to 1. */
  readonly x: NdArray<"float32">;
  /** (rows). */
  readonly y: NdArray<"int32">;
}

/** A folder of images, which are read when they are asked for. */
export interface ImageFolder extends RowSource<LabelledImages> {
  rows(indices: Uint32Array): Promise<LabelledImages>;
  /** Names of the classes, in the order of the labels. */
  readonly classes: readonly string[];
  /** Path of each image. */
  readonly files: readonly string[];
  /** Class of each image. */
  readonly labels: Int32Array;
  /** Of one image: channels, height and width. */
  readonly shape: readonly number[];
  /** Some of the images, as `splitData` and `takeRows` take them. */
  select(positions: Uint32Array): ImageFolder;
}

/**
 * Images in folders that are named after their classes: every .png, .jpg and .jpeg file inside, at any depth, sorted by
 * path. Without `size`, all must be as large as the first. Only that one is read here, the others when rows are asked
 * for.
 *
 * @throws DataError where the folder holds no folders, one of these no images, or an image cannot be read; it names the
 * file.
 */
export async function imageFolder(folder: string, options: ImageFolderOptions = {}): Promise<ImageFolder> {
  const { channels, size, classes: chosen } = readImageFolder("imageFolder", options);
  requireKind("imageFolder(folder)", kind.needed(kind.string), folder);
  const found = await classFolders(folder, chosen);
  const classes = chosen ?? [...found];
  const lists = await Promise.all(
    classes.map((name) => (found.has(name) ? imageFiles(join(folder, name)) : [])),
  );
  const files = lists.flat();
  const labels = Int32Array.from(lists.flatMap((list, label) => list.map(() => label)));
  const read = async (path: string) => parseImage(await readBytes(path), { where: path, channels, size });
  const { shape } = await read(files[0]!);
  const source: ImageFolder = {
    length: files.length,
    classes,
    files,
    labels,
    shape,
    async rows(indices) {
      requireIndices("imageFolder", indices, files.length);
      const width = elementCount(shape);
      const data = new Float32Array(indices.length * width);
      const load = async (row: number, position: number) => {
        const image = await read(files[row]!);
        requireSameShape(image.shape, shape, files[row]!, files[0]!);
        data.set(image.data, position * width);
      };
      await Promise.all(Array.from(indices, load));
      const y = Int32Array.from(indices, (row) => labels[row]!);
      return {
        x: { dtype: "float32", shape: [indices.length, ...shape], data },
        y: { dtype: "int32", shape: [indices.length], data: y },
      };
    },
    locate: (row) => files[row]!,
    select: (positions) => selectImages(source, positions),
  };
  return noteRecipe(source, { name: "imageFolder", args: [folder, options] });
}

function selectImages(source: ImageFolder, positions: Uint32Array): ImageFolder {
  const { classes, shape } = source;
  const part = Object.assign(selectRows(source, positions), {
    ...{ classes, shape },
    files: Array.from(positions, (row) => source.files[row]!),
    labels: Int32Array.from(positions, (row) => source.labels[row]!),
    select: (rows: Uint32Array) => selectImages(part, rows),
  }) as ImageFolder;
  return part;
}

/** The folders that are there, sorted; throws where one has no name among the classes that are chosen. */
async function classFolders(
  folder: string,
  chosen: readonly string[] | undefined,
): Promise<ReadonlySet<string>> {
  const entries = await readFolder(folder);
  const found = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith("."));
  const names = found.map(({ name }) => name).sort();
  if (names.length === 0)
    throw new DataError({
      where: folder,
      rule: "holds no folders",
      fix: "Put the images of each class into a folder that is named after it",
    });
  const other = chosen && names.find((name) => !chosen.includes(name));
  if (other !== undefined)
    throw new DataError({
      where: join(folder, other),
      rule: "is the folder of none of the classes",
      fix: nearestOrList(nearestName(other, chosen!), { what: "classes", names: chosen! }),
    });
  return new Set(names);
}

/** Paths of the images in a folder and those inside it, sorted; throws where there are none. */
async function imageFiles(folder: string): Promise<string[]> {
  const entries = await readFolder(folder, true);
  const files = entries.filter((entry) => entry.isFile() && /\.(png|jpe?g)$/i.test(entry.name));
  if (files.length > 0) return files.map(({ parentPath, name }) => join(parentPath, name)).sort();
  throw new DataError({
    where: folder,
    rule: "holds no .png, .jpg or .jpeg files",
    fix: "Put the images of this class into it, or remove it",
  });
}

async function readFolder(folder: string, recursive = false): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true, recursive });
  } catch (cause) {
    throw fileError(folder, cause, "folder");
  }
}

function requireSameShape(
  shape: readonly number[],
  expected: readonly number[],
  path: string,
  first: string,
): void {
  if (shape.every((size, axis) => size === expected[axis])) return;
  throw new DataError({
    where: path,
    rule: `must have ${expected.slice(1).join("x")} pixels, as ${first}, got ${shape.slice(1).join("x")}`,
    fix: "Pass size, to which all are reduced",
  });
}
