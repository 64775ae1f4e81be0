/** @file JPEG images, by jpeg-js. */

import type { Pixels } from "./pixels.ts";

/** Second bytes of the markers before the data and at the end of an image; the first is always 255. */
const markers = { scan: 0xda, end: 0xd9 };

/** Pixels of the bytes of a JPEG file; baseline and progressive. */
export async function decodeJpeg(bytes: Uint8Array): Promise<Pixels> {
  // Node gives modules of CommonJS as a default export.
  const { default: jpeg } = await import("jpeg-js");
  if (lastMarker(bytes, markers.end) < lastMarker(bytes, markers.scan)) throw new Error("truncated");
  const { width, height, data } = jpeg.decode(bytes, {
    useTArray: true,
    formatAsRGBA: false,
    tolerantDecoding: false,
  });
  return { width, height, channels: 3, data, most: 255 };
}

/** Position of the last marker of a kind, -1 without one. */
function lastMarker(bytes: Uint8Array, kind: number): number {
  let position = bytes.lastIndexOf(kind);
  while (position > 0 && bytes[position - 1] !== 255) position = bytes.lastIndexOf(kind, position - 1);
  return position;
}
