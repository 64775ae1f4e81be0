/** @file NumPy's .npz format: arrays by name in a zip archive. */

import { requireBytes } from "../parse-options.ts";
import { type NamedArrays, type NamedArraysOptions, readArrays, readNamedArrays } from "./named-arrays.ts";
import { parseNpy } from "./npy.ts";
import { readZip } from "./zip.ts";

/**
 * Arrays of the bytes of a .npz file, compressed or not, by their names.
 *
 * @throws DataError where they are of another kind or damaged, lack an array of `arrays`, or an array is not what
 * `parseNpy` reads.
 */
export function parseNpz<const Names extends readonly string[]>(
  bytes: Uint8Array,
  options?: NamedArraysOptions<Names>,
): NamedArrays<Names> {
  const { where = "parseNpz" } = readNamedArrays("parseNpz", options);
  requireBytes("parseNpz", bytes);
  const entries = new Map(readZip(bytes, where).map((entry) => [entry.name.replace(/\.npy$/, ""), entry]));
  return readArrays(entries, { names: options?.arrays, where }, ({ name, unpack }) =>
    parseNpy(unpack(), { where: `${where}, ${name}` }),
  );
}
