/** @file Decompression of gzip. */

import { gunzipSync } from "node:zlib";
import { DataError } from "../errors.ts";

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
