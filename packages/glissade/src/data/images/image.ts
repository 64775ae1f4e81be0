/** @file Images of PNG and JPEG as arrays. */

import { DataError } from "../../errors.ts";
import { kind, optionsReader } from "../../options/kinds.ts";
import { areaAverage, type ImageSize } from "../area.ts";
import type { NdArray } from "../nd-array.ts";
import { type ParseOptions, parseKinds, requireBytes } from "../parse-options.ts";
import { reasonOf } from "../reason.ts";
import { decodeJpeg } from "./jpeg.ts";
import { type Channels, channelCounts, type Pixels, toPlanes } from "./pixels.ts";
import { decodePng } from "./png.ts";

export interface ImageOptions extends ParseOptions {
  /** 1 for grey, 3, the default, for red, green and blue, 4 with opacity. */
  readonly channels?: Channels;
  /** Side of a square, or height and width, to reduce the image to by area averaging; its own by default. */
  readonly size?: number | ImageSize;
}

const isCount = (value: unknown): boolean => Number.isInteger(value) && (value as number) >= 1;
const isSize = (value: unknown): boolean =>
  isCount(value) || (Array.isArray(value) && value.length === 2 && value.every(isCount));

export const imageKinds = {
  channels: kind.rule<Channels>(`${channelCounts.join(", ")}`, (value) =>
    (channelCounts as readonly unknown[]).includes(value),
  ),
  size: kind.rule<number | ImageSize>("a positive integer or [height, width]", isSize),
};

const readImageOptions = optionsReader<ImageOptions>({ ...parseKinds, ...imageKinds });

/** First bytes of the files of each format. */
const formats: readonly {
  readonly start: readonly number[];
  readonly decode: (bytes: Uint8Array) => Promise<Pixels>;
}[] = [
  { start: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a], decode: decodePng },
  { start: [0xff, 0xd8, 0xff], decode: decodeJpeg },
];

/**
 * Image of the bytes of a PNG or JPEG file, (channels, height, width), from 0 to 1. Opacity that is not asked for is
 * left out.
 *
 * @throws DataError where the bytes are of another format or damaged, or the image is smaller than `size`.
 */
export async function parseImage(bytes: Uint8Array, options?: ImageOptions): Promise<NdArray<"float32">> {
  const { where = "parseImage", channels = 3, size } = readImageOptions("parseImage", options);
  requireBytes("parseImage", bytes);
  const pixels = await decodeImage(bytes, where);
  const own: ImageSize = [pixels.height, pixels.width];
  const to = typeof size === "number" ? ([size, size] as const) : (size ?? own);
  const planes = toPlanes(pixels, channels);
  const shape = [channels, ...to];
  if (own.every((each, axis) => each === to[axis])) return { dtype: "float32", shape, data: planes };
  if (own.some((each, axis) => each < to[axis]!)) throw tooSmall(where, own, to);
  return { dtype: "float32", shape, data: areaAverage(planes, own, to) };
}

async function decodeImage(bytes: Uint8Array, where: string): Promise<Pixels> {
  const format = formats.find(({ start }) => start.every((byte, position) => bytes[position] === byte));
  if (!format) throw unknownFormat(bytes, where);
  try {
    return await format.decode(bytes);
  } catch (cause) {
    throw new DataError({
      where,
      rule: `cannot be decoded: ${reasonOf(cause)}`,
      fix: "Replace the file",
      cause,
    });
  }
}

const unknownFormat = (bytes: Uint8Array, where: string): DataError =>
  new DataError({
    where,
    rule: `must be a PNG or JPEG image, got ${bytes.length === 0 ? "an empty file" : `the first bytes ${bytes.slice(0, 4).join(", ")}`}`,
    fix: "Convert it first",
  });

const tooSmall = (where: string, own: ImageSize, to: ImageSize): DataError =>
  new DataError({
    where,
    rule: `must have at least ${to.join("x")} pixels, got ${own.join("x")}, since images are not enlarged`,
    fix: "Choose a smaller size",
  });
