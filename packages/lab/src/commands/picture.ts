/** @file Pictures as files, in the format that their name asks for. */

import { extname } from "node:path";
import { ArgumentError } from "glissade";
import { ensureWritable, writeFileAtomic } from "../files.ts";

const formats: Readonly<Record<string, (svg: string) => Promise<string | Uint8Array>>> = {
  ".svg": async (svg) => svg,
  // The renderer is two megabytes, which the other formats need not load.
  ".png": async (svg) => (await import("../charts/png.ts")).renderPng(svg),
};

const formatOf = (path: string) => formats[extname(path).toLowerCase()];

/** Throws, in the name of an option, where `writePicture` could not write the path. */
export async function ensurePicture(path: string, option: string): Promise<void> {
  await ensureWritable(path, option);
  if (formatOf(path)) return;
  const rule = `expected a file ending in ${Object.keys(formats).join(" or ")}, got ${path}`;
  throw new ArgumentError({ where: option, rule });
}

/** Writes an SVG as it is, or as PNG where the path ends so. */
export async function writePicture(path: string, svg: string): Promise<void> {
  await writeFileAtomic(path, await formatOf(path)!(svg));
}
