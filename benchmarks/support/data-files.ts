/** @file Large files of numbers and folders of images, written for measurements. */

import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { encode } from "fast-png";
import { encodeNpy } from "glissade/data";
import { fileWriter, ParquetWriter, schemaFromColumnData } from "hyparquet-writer";

/** Random numbers in [0, 1), the same ones in every run. */
export function numbers(count: number): Float32Array<ArrayBuffer> {
  let state = 1;
  return Float32Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  });
}

/** A .npy file of float32, (rows, width), that repeats a part of 4096 rows. */
export function writeNpy(path: string, rows: number, width: number): void {
  const part = numbers(4096 * width);
  const whole = encodeNpy({ dtype: "float32", shape: [4096, width], data: part });
  const header = new TextDecoder("latin1").decode(whole.subarray(0, 128));
  // The header is padded with blanks, which the larger number takes.
  const longer = header.replace(/\(4096, (\d+)\), \}( *)/, (_, columns: string, blanks: string) => {
    const shape = `(${rows}, ${columns}), }`;
    return shape + blanks.slice(shape.length - `(4096, ${columns}), }`.length);
  });
  const file = openSync(path, "w");
  writeSync(file, Buffer.from(longer, "latin1"));
  const bytes = new Uint8Array(part.buffer);
  for (let row = 0; row < rows; row += 4096)
    writeSync(file, bytes, 0, Math.min(4096, rows - row) * width * 4);
  closeSync(file);
}

/** A Parquet file of groups that are all the same, of columns of float64, in the writer's own compression, Snappy. */
export async function writeParquet(
  path: string,
  { groups, rows, columns }: { readonly groups: number; readonly rows: number; readonly columns: number },
): Promise<void> {
  const columnData = Array.from({ length: columns }, (_, column) => ({
    name: `x${column}`,
    type: "DOUBLE" as const,
    data: Float64Array.from(numbers(rows)),
  }));
  const writer = new ParquetWriter({
    writer: fileWriter(path),
    schema: schemaFromColumnData({ columnData }),
  });
  for (let group = 0; group < groups; group++) await writer.write({ columnData, rowGroupSize: rows });
  await writer.finish();
}

/** A folder of PNG images in two classes. */
export function writeImages(folder: string, count: number, size: number, channels: 1 | 3): void {
  for (const name of ["a", "b"]) mkdirSync(join(folder, name), { recursive: true });
  const noise = numbers(size * size * channels + count);
  for (let i = 0; i < count; i++) {
    const data = Uint8Array.from(noise.subarray(i, i + size * size * channels), (value) => 256 * value);
    const bytes = encode({ width: size, height: size, channels, data });
    writeFileSync(join(folder, i % 2 ? "b" : "a", `${i}.png`), bytes);
  }
}
