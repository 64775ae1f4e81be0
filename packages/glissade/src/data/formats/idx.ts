/** @file The IDX format, that of MNIST. */

import { DataError } from "../../errors.ts";
import { decode, type NdArray, type NdDtype } from "../nd-array.ts";
import { type ParseOptions, readParse, requireBytes } from "../parse-options.ts";

const typeCodes: Readonly<Record<number, NdDtype>> = {
  8: "uint8",
  9: "int8",
  11: "int16",
  12: "int32",
  13: "float32",
  14: "float64",
};

/**
 * Array of the bytes of an IDX file that is not gzipped.
 *
 * @example
 * parseIdx(new Uint8Array([0, 0, 8, 1, 0, 0, 0, 2, 7, 9]), { where: "labels.idx" }).data; // Uint8Array [7, 9]
 *
 * @throws DataError where they are of another kind, or more or fewer than their sizes need.
 */
export function parseIdx(bytes: Uint8Array, options?: ParseOptions): NdArray {
  const { where = "parseIdx" } = readParse("parseIdx", options);
  requireBytes("parseIdx", bytes);
  const [zero, alsoZero, code = 0, rank = 0] = bytes;
  const dtype = typeCodes[code];
  if (zero === 0x1f && alsoZero === 0x8b)
    throw new DataError({
      where,
      rule: "not an IDX file: it is gzipped",
      fix: "Unzip it first, or read the file with readIdx of glissade/files",
    });
  if (zero !== 0 || alsoZero !== 0 || !dtype)
    throw new DataError({
      where,
      rule: `not an IDX file: it must begin with 0, 0 and one of ${Object.keys(typeCodes).join(", ")}, got ${bytes.slice(0, 3).join(", ") || "nothing"}`,
    });
  const offset = 4 + 4 * rank;
  const shape = sizes(bytes.subarray(4, offset), rank, where);
  return decode(bytes, { dtype, shape, offset, bigEndian: true, fix: "Fetch the file again" }, where);
}

function sizes(bytes: Uint8Array, rank: number, where: string): number[] {
  if (bytes.length < 4 * rank)
    throw new DataError({
      where,
      rule: `truncated: ${rank} sizes need ${4 * rank} bytes, got ${bytes.length}`,
      fix: "Fetch the file again",
    });
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: rank }, (_, axis) => view.getUint32(4 * axis));
}
