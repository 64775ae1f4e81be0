/** @file Images in rows and columns, each with its caption. */

import { ArgumentError } from "glissade";
import { requireOptions } from "../checks.ts";
import { escapeMarkup } from "../markup.ts";
import { rangeOf } from "./axes.ts";
import { requireColumns } from "./checks.ts";
import { imageAddress, type PixelImage } from "./pixel-image.ts";
import { DARK_STYLE, FONT, INK, MUTED, PAPER, SUBTITLE, TITLE } from "./theme.ts";

export interface GridImage extends PixelImage {
  readonly caption?: string;
}

export interface ImageGridOptions {
  readonly title?: string;
  readonly images: readonly GridImage[];
  /** Images in a row; 10 by default. */
  readonly columns?: number;
  /** The values of black and white; the least and the largest of each image by default. */
  readonly range?: readonly [black: number, white: number];
}

const WIDTH = 560;
const GAP = 6;
const LARGEST = 96;

/**
 * An SVG of images side by side, each pixel a square.
 *
 * @example
 * const cross = { pixels: [0, 1, 0, 1, 1, 1, 0, 1, 0], width: 3, height: 3, caption: "a cross" };
 * imageGrid({ images: [cross, cross], columns: 2 }).slice(0, 4); // "<svg"
 *
 * @throws ArgumentError where an image has neither one nor three numbers for each pixel
 */
export function imageGrid(options: ImageGridOptions): string {
  requireOptions("imageGrid", options, { needed: ["images"], optional: ["title", "columns", "range"] });
  const { title, images, columns = 10, range } = options;
  if (!Array.isArray(images)) {
    throw new ArgumentError({
      where: "imageGrid({ images })",
      rule: `must be a list of { pixels, width, height }, got ${typeof images}`,
      fix: "Take the pixels out of a tensor with await x.data()",
    });
  }
  requireColumns("imageGrid", columns);
  images.forEach(requirePixels);
  const size = Math.min(LARGEST, (WIDTH - GAP) / columns - GAP);
  const line = size + GAP + (images.some(({ caption }) => caption) ? SUBTITLE.lineHeight : 0);
  const top = title === undefined ? GAP : 34;
  const height = Math.ceil(top + line * Math.ceil(images.length / columns));
  const left = (WIDTH - Math.min(columns, images.length) * (size + GAP) + GAP) / 2;
  const cells = images.map((image, index) => {
    const [x, y] = [left + (index % columns) * (size + GAP), top + Math.floor(index / columns) * line];
    return cell(image, { x, y, size, range });
  });
  const label = escapeMarkup(`${title ? `${title}: ` : ""}${images.length} images`);
  return `<svg role="img" aria-label="${label}" width="${WIDTH}" height="${height}" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="${FONT}" text-anchor="middle">
<style>${DARK_STYLE}</style>
<rect width="${WIDTH}" height="${height}" fill="${PAPER}"/>
${title === undefined ? "" : heading(title)}${cells.join("\n")}
</svg>`;
}

const heading = (title: string): string =>
  `<text x="${WIDTH / 2}" y="22" fill="${INK}" font-size="${TITLE.fontSize}" font-weight="600">${escapeMarkup(title)}</text>\n`;

interface Place {
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly range?: readonly [number, number];
}

function cell({ caption, ...image }: GridImage, { x, y, size, range }: Place): string {
  const [min, max] = range ?? Object.values(rangeOf(Array.from(image.pixels)));
  const address = imageAddress(image, { min: min!, max: max! });
  const picture = `<image x="${round(x)}" y="${round(y)}" width="${round(size)}" height="${round(size)}" style="image-rendering:pixelated" href="${address}"/>`;
  if (!caption) return picture;
  const [middle, base] = [round(x + size / 2), round(y + size + 13)];
  return `${picture}<text x="${middle}" y="${base}" fill="${MUTED}" font-size="${SUBTITLE.fontSize}">${escapeMarkup(caption)}</text>`;
}

const round = (value: number): number => Math.round(10 * value) / 10;

function requirePixels({ pixels, width, height }: GridImage, index: number): void {
  const isFilled = width > 0 && height > 0;
  if (isFilled && [1, 3].some((channels) => pixels?.length === channels * width * height)) return;
  throw new ArgumentError({
    where: `imageGrid({ images })[${index}]`,
    rule: `needs one or three numbers for each of ${width} × ${height} pixels, got ${pixels?.length}`,
  });
}
