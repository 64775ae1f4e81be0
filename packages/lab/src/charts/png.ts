/** @file Pictures as PNG, with the same letters on every machine. */

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { initWasm, Resvg } from "@resvg/resvg-wasm";

/** Pixels for each unit of the SVG. */
const ZOOM = 2;

const { resolve } = createRequire(import.meta.url);

let font: Promise<Buffer> | undefined;

/** Starts the renderer, once for all pictures, and reads the font, whose widths are those of Arial. */
async function prepare(): Promise<Buffer> {
  await initWasm(readFile(resolve("@resvg/resvg-wasm/index_bg.wasm")));
  return readFile(resolve("#fonts/Arimo-Regular.ttf"));
}

/**
 * Draws an SVG in its light colours, at twice its size.
 *
 * @example
 * await writeFile("path.png", await renderPng(minimizePlot(paths, drawn)));
 */
export async function renderPng(svg: string): Promise<Uint8Array> {
  font ??= prepare();
  const fonts = { fontBuffers: [await font], defaultFontFamily: "Arimo", sansSerifFamily: "Arimo" };
  const image = new Resvg(svg, { fitTo: { mode: "zoom", value: ZOOM }, font: fonts }).render();
  return image.asPng();
}
