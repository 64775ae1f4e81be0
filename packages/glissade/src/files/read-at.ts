/** @file Parts of files by their positions, without the rest. */

import { closeSync, openSync, readSync, statSync } from "node:fs";
import { DataError } from "../errors.ts";
import { fileError } from "./read.ts";

/** Bytes of a file. */
export function fileSize(path: string): number {
  try {
    const status = statSync(path);
    if (status.isDirectory()) throw Object.assign(new Error("is a directory"), { code: "EISDIR" });
    return status.size;
  } catch (cause) {
    throw fileError(path, cause);
  }
}

/** A part of a file, and where it goes. */
export interface FilePart {
  readonly position: number;
  readonly into: Uint8Array;
}

/** Most bytes of one call to the system. */
const MOST = 2 ** 30;

/** Fills all parts from a file, which is open only meanwhile. */
export function readParts(path: string, parts: Iterable<FilePart>): void {
  const file = open(path);
  try {
    for (const part of parts) readPart(path, file, part);
  } finally {
    closeSync(file);
  }
}

function open(path: string): number {
  try {
    return openSync(path, "r");
  } catch (cause) {
    throw fileError(path, cause);
  }
}

function readPart(path: string, file: number, { position, into }: FilePart): void {
  let done = 0;
  while (done < into.length) {
    const length = Math.min(MOST, into.length - done);
    const count = readSync(file, into, done, length, position + done);
    if (count === 0)
      throw new DataError({
        where: path,
        rule: `truncated: needs ${into.length} bytes from byte ${position} on, got ${done}`,
        fix: "Fetch the file again",
      });
    done += count;
  }
}

/** Some bytes of a file. */
export function readAt(path: string, position: number, length: number): Uint8Array<ArrayBuffer> {
  const into = new Uint8Array(length);
  readParts(path, [{ position, into }]);
  return into;
}
