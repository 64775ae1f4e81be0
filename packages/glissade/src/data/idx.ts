/** @file IDX files, the format of MNIST, plain or gzipped. */

import { readFile } from "node:fs/promises";
import { gunzipSync } from "node:zlib";
import { DataError } from "../errors.ts";
import { decode, type NdArray, type NdDtype } from "./nd-array.ts";

const typeCodes: Readonly<Record<number, NdDtype>> = {
  8: "uint8",
  9: "int8",
  11: "int16",
  12: "int32",
  13: "float32",
  14: "float64",
};

/** Array of an IDX file; gzip is recognised by its first bytes. */
export async function readIdx(path: string): Promise<NdArray> {
  return parseIdx(await readFile(path), path);
}

/** Array of the bytes of an IDX file, plain or gzipped; `where` names them in errors. */
export function parseIdx(bytes: Uint8Array, where: string): NdArray {
  const plain = gunzip(bytes, where);
  const [zero, alsoZero, code = 0, rank = 0] = plain;
  const dtype = typeCodes[code];
  if (zero !== 0 || alsoZero !== 0 || !dtype)
    throw new DataError({
      where,
      rule: `not an IDX file: it must begin with 0, 0 and one of ${Object.keys(typeCodes).join(", ")}, got ${plain.slice(0, 3).join(", ") || "nothing"}`,
    });
  const offset = 4 + 4 * rank;
  return decode(
    plain,
    { dtype, shape: sizes(plain.subarray(4, offset), rank, where), offset, bigEndian: true },
    where,
  );
}

/** Bytes without their gzip envelope, where they have one. */
export function gunzip(bytes: Uint8Array, where: string): Uint8Array {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new DataError({ where, rule: `cannot be unzipped: ${reason}`, fix: "Fetch the file again", cause });
  }
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
