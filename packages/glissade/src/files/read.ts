/** @file Readers of files, one for each format. */

import { readFile } from "node:fs/promises";
import { parseBal } from "../data/bundles/bal.ts";
import type { BundleProblem } from "../data/bundles/bundle-problem.ts";
import { parseLibmv } from "../data/bundles/libmv.ts";
import { parseIdx } from "../data/formats/idx.ts";
import { type NamedArrays, type NamedArraysOptions, readNamedArrays } from "../data/formats/named-arrays.ts";
import { parseNpy } from "../data/formats/npy.ts";
import { parseNpz } from "../data/formats/npz.ts";
import { parseSafetensors } from "../data/formats/safetensors-arrays.ts";
import type { NdArray } from "../data/nd-array.ts";
import { DataError } from "../errors.ts";
import { kind, requireKind } from "../options/kinds.ts";
import { gunzip } from "./gunzip.ts";

/**
 * Array of a .npy file (NumPy), in C order whatever the order in the file.
 *
 * @throws DataError where the file is missing, truncated or of another kind.
 */
export async function readNpy(path: string): Promise<NdArray> {
  return parseNpy(await readBytes(path), { where: path });
}

/**
 * Arrays of a .npz file (NumPy), compressed or not, by their names; `arrays` chooses some.
 *
 * @throws DataError where the file is missing, damaged or of another kind, or lacks an array of `arrays`.
 */
export async function readNpz<const Names extends readonly string[]>(
  path: string,
  options?: NamedArraysOptions<Names>,
): Promise<NamedArrays<Names>> {
  const { where = path } = readNamedArrays("readNpz", options);
  return parseNpz(await readBytes(path), { ...options, where });
}

/**
 * Arrays of a safetensors file by their names; `arrays` chooses some. `fromSafetensors` reads the parameters of a model.
 *
 * @throws DataError where the file is missing, damaged or of another kind, or lacks an array of `arrays`.
 */
export async function readSafetensors<const Names extends readonly string[]>(
  path: string,
  options?: NamedArraysOptions<Names>,
): Promise<NamedArrays<Names>> {
  const { where = path } = readNamedArrays("readSafetensors", options);
  return parseSafetensors(await readBytes(path), { ...options, where });
}

/**
 * Text of a file in UTF-8, without its byte order mark.
 *
 * @throws DataError where the file is missing or not in UTF-8.
 */
export async function readText(path: string): Promise<string> {
  const bytes = await readBytes(path);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    const position = firstWrong(bytes);
    throw new DataError({
      where: path,
      rule: `must be text in UTF-8, got byte ${bytes[position]} at position ${position}`,
      fix: "Convert it to UTF-8",
      cause,
    });
  }
}

/** Position of the first byte with which the bytes are no beginning of a text; found by halving. */
function firstWrong(bytes: Uint8Array): number {
  let [right, wrong] = [0, bytes.length];
  while (wrong - right > 1) {
    const middle = (right + wrong) >> 1;
    if (isBeginning(bytes.subarray(0, middle))) right = middle;
    else wrong = middle;
  }
  return right;
}

function isBeginning(bytes: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

/**
 * Array of an IDX file, the format of MNIST; gzip is recognised by its first bytes.
 *
 * @throws DataError where the file is missing, truncated or of another kind.
 */
export async function readIdx(path: string): Promise<NdArray> {
  return parseIdx(gunzip(await readBytes(path), path), { where: path });
}

/**
 * Bundle adjustment problem of an unpacked BAL file.
 *
 * @throws DataError where the file is missing, truncated or of another kind.
 */
export async function readBal(path: string): Promise<BundleProblem> {
  return parseBal(toText(await readBytes(path)), { where: path });
}

/**
 * Bundle adjustment problem of a libmv file.
 *
 * @throws DataError where the file is missing, truncated or of another kind.
 */
export async function readLibmv(path: string): Promise<BundleProblem> {
  return parseLibmv(await readBytes(path), { where: path });
}

const faults: Readonly<Record<string, string>> = {
  ENOTDIR: "is a file, not a folder",
  EISDIR: "is a directory, not a file",
  EACCES: "no permission to read it",
};

const toText = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** Bytes of a file, or what the file system refuses in three parts. */
export async function readBytes(path: string): Promise<Uint8Array> {
  requireKind("path", kind.needed(kind.string), path);
  try {
    return await readFile(path);
  } catch (cause) {
    throw fileError(path, cause);
  }
}

/** What the file system refuses, in three parts. */
export function fileError(path: string, cause: unknown, what: "file" | "folder" = "file"): DataError {
  const { code = "", message } = cause as NodeJS.ErrnoException;
  const isNone = code === "ENOENT" || (code === "ENOTDIR" && what === "file");
  const rule = isNone ? `no such ${what}` : (faults[code] ?? message);
  return new DataError({ where: path, rule, fix: "Check the path", cause });
}
