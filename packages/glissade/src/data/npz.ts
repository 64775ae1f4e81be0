/** @file NumPy's .npz format: arrays by name in a zip archive. */

import { DataError } from "../errors.ts";
import { kind, optionsReader } from "../options/kinds.ts";
import { nearestName, nearestOrList } from "../options/spelling.ts";
import type { NdArray } from "./nd-array.ts";
import { parseNpy } from "./npy.ts";
import { type ParseOptions, parseKinds, requireBytes } from "./parse-options.ts";
import { readZip, type ZipEntry } from "./zip.ts";

export interface NpzOptions<Names extends readonly string[] = readonly string[]> extends ParseOptions {
  /** The arrays to read; all of them by default. */
  readonly arrays?: Names;
}

export const readNpzOptions = optionsReader<NpzOptions>({ ...parseKinds, arrays: kind.strings });

/** Arrays by their names. */
export type NamedArrays<Names extends readonly string[]> = Readonly<Record<Names[number], NdArray>>;

/**
 * Arrays of the bytes of a .npz file, compressed or not, by their names.
 *
 * @throws DataError where they are of another kind or damaged, lack an array of `arrays`, or an array is not what
 * `parseNpy` reads.
 */
export function parseNpz<const Names extends readonly string[]>(
  bytes: Uint8Array,
  options?: NpzOptions<Names>,
): NamedArrays<Names> {
  const { where = "parseNpz", arrays } = readNpzOptions("parseNpz", options);
  requireBytes("parseNpz", bytes);
  const entries = new Map(readZip(bytes, where).map((entry) => [arrayName(entry), entry]));
  const names = arrays ?? [...entries.keys()];
  const read = names.map((name) => {
    const entry = entries.get(name);
    if (!entry) throw unknownArray(name, [...entries.keys()], where);
    return [name, parseNpy(entry.unpack(), { where: `${where}, ${entry.name}` })] as const;
  });
  return Object.fromEntries(read) as NamedArrays<Names>;
}

const arrayName = ({ name }: ZipEntry): string => name.replace(/\.npy$/, "");

const unknownArray = (name: string, names: readonly string[], where: string): DataError =>
  new DataError({
    where,
    rule: `has no array ${JSON.stringify(name)}`,
    fix: nearestOrList(nearestName(name, names), { what: "arrays", names }),
  });
