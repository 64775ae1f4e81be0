/** @file PNG images, by fast-png. */

import type { DecodedPng, IndexedColors } from "fast-png";
import type { Pixels } from "./pixels.ts";

/** Pixels of the bytes of a PNG file. */
export async function decodePng(bytes: Uint8Array): Promise<Pixels> {
  const { decode } = await import("fast-png");
  const { width, height, depth, data, channels, palette } = decode(bytes, { checkCrc: true });
  if (width === 0 || height === 0) throw new Error(`must have pixels, got ${width}x${height}`);
  const whole = depth < 8 ? unpackBits({ width, height, depth, data }) : data;
  if (whole.length !== width * height * channels)
    throw new Error(`must have ${width * height * channels} values, got ${whole.length}`);
  if (palette) return { width, height, ...colours(whole, palette) };
  return { width, height, channels: channels as Pixels["channels"], data: whole, most: 2 ** depth - 1 };
}

/** Pixels of less than a byte, one behind the other in each row, from the highest bits on. */
function unpackBits({
  width,
  height,
  depth,
  data,
}: Pick<DecodedPng, "width" | "height" | "depth" | "data">): Uint8Array {
  const rowBytes = Math.ceil((width * depth) / 8);
  const unpacked = new Uint8Array(width * height);
  for (let row = 0; row < height; row++)
    for (let column = 0; column < width; column++) {
      const bit = column * depth;
      const byte = data[row * rowBytes + (bit >> 3)]!;
      unpacked[row * width + column] = (byte >> (8 - depth - (bit & 7))) & (2 ** depth - 1);
    }
  return unpacked;
}

/** The colours of positions in a palette. */
function colours(
  positions: ArrayLike<number>,
  palette: IndexedColors,
): Pick<Pixels, "channels" | "data" | "most"> {
  const channels = palette[0]!.length as 3 | 4;
  const data = new Uint8Array(positions.length * channels);
  for (let i = 0; i < positions.length; i++) {
    const colour = palette[positions[i]!];
    if (!colour) throw new Error(`has ${palette.length} colours, got position ${positions[i]}`);
    for (let channel = 0; channel < channels; channel++) data[i * channels + channel] = colour[channel]!;
  }
  return { channels, data, most: 255 };
}
