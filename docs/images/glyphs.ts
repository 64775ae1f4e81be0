/** @file Draws glyphs.png, six examples of each class: `npm run build -w glissade && npx jiti docs/images/glyphs.ts`. */

import { writeFileSync } from "node:fs";
import { crc32, deflateSync } from "node:zlib";
import { glyphs } from "glissade/data";

const ROWS = 6;
const SIZE = 14;
const ZOOM = 4;
const GAP = 4;
const CELL = SIZE * ZOOM + GAP;

const { train, classes } = glyphs({ train: 10 * ROWS, test: 1, size: SIZE });
const width = classes.length * CELL + GAP;
const height = ROWS * CELL + GAP;

/** The grey level of a pixel of the sheet. Examples come class by class in turn, so that classes are columns. */
function grey(x: number, y: number): number {
  const [left, top] = [(x % CELL) - GAP, (y % CELL) - GAP];
  if (left < 0 || top < 0) return 255;
  const example = Math.floor(y / CELL) * classes.length + Math.floor(x / CELL);
  const pixel = Math.floor(top / ZOOM) * SIZE + Math.floor(left / ZOOM);
  return Math.round(255 * (1 - train.inputs[example * SIZE * SIZE + pixel]!));
}

/** A chunk of a PNG file: length, type, data, checksum. */
function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  return Buffer.concat([uint32(data.length), body, uint32(crc32(body))]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

// Each row begins with its filter: 0 for none. Depth 8, colour type 0 (grey), no interlacing.
const rows = Array.from({ length: height }, (_, y) => [
  0,
  ...Array.from({ length: width }, (_, x) => grey(x, y)),
]);
const header = Buffer.concat([uint32(width), uint32(height), Buffer.from([8, 0, 0, 0, 0])]);
const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const png = [
  signature,
  chunk("IHDR", header),
  chunk("IDAT", deflateSync(Uint8Array.from(rows.flat()), { level: 9 })),
  chunk("IEND", new Uint8Array()),
];
writeFileSync(new URL("glyphs.png", import.meta.url), Buffer.concat(png));
