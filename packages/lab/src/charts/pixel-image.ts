/** @file Small pictures inside an SVG. */

import { encode } from "fast-png";
import type { Range } from "./axes.ts";

export interface PixelImage {
  /** Row by row from the top: one number for each pixel, or three (red, green, blue) one behind the other. */
  readonly pixels: ArrayLike<number>;
  readonly width: number;
  readonly height: number;
}

/** A PNG as the address of an `<image>`; values are shown from black to white over the range. */
export function imageAddress({ pixels, width, height }: PixelImage, { min, max }: Range): string {
  const span = max - min || 1;
  const data = Uint8Array.from(pixels, (value) =>
    Math.max(0, Math.min(255, Math.round((255 * (value - min)) / span))),
  );
  const png = encode({ width, height, data, channels: data.length === width * height ? 1 : 3, depth: 8 });
  return `data:image/png;base64,${btoa(Array.from(png, (byte) => String.fromCharCode(byte)).join(""))}`;
}
