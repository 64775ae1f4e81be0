/** @file Images that lie one behind the other, as an image grid takes them. */

import type { Tensor } from "glissade";

/** So many square images of a tensor. */
export async function tilesOf(images: Tensor, side: number, count: number) {
  const pixels = Array.from(await images.data(), Number);
  return Array.from({ length: count }, (_, at) => ({
    pixels: pixels.slice(side * side * at, side * side * (at + 1)),
    width: side,
    height: side,
  }));
}
