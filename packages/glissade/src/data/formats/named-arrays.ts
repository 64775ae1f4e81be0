/** @file Arrays by their names, of which some are chosen. */

import { DataError } from "../../errors.ts";
import { kind, optionsReader } from "../../options/kinds.ts";
import { nearestName, nearestOrList } from "../../options/spelling.ts";
import type { NdArray } from "../nd-array.ts";
import { type ParseOptions, parseKinds } from "../parse-options.ts";

export interface NamedArraysOptions<Names extends readonly string[] = readonly string[]>
  extends ParseOptions {
  /** The arrays to read; all of them by default. */
  readonly arrays?: Names;
}

export const readNamedArrays = optionsReader<NamedArraysOptions>({ ...parseKinds, arrays: kind.strings });

/** Arrays by their names. */
export type NamedArrays<Names extends readonly string[]> = Readonly<Record<Names[number], NdArray>>;

/** Reads the arrays of these names, all without, from a file that lists them. */
export function readArrays<Entry, Names extends readonly string[]>(
  entries: ReadonlyMap<string, Entry>,
  { names, where }: { readonly names: Names | undefined; readonly where: string },
  read: (entry: Entry, name: string) => NdArray,
): NamedArrays<Names> {
  const all = [...entries.keys()];
  const arrays = (names ?? all).map((name) => {
    if (!entries.has(name)) throw unknownArray(name, all, where);
    return [name, read(entries.get(name)!, name)] as const;
  });
  return Object.fromEntries(arrays) as NamedArrays<Names>;
}

const unknownArray = (name: string, names: readonly string[], where: string): DataError =>
  new DataError({
    where,
    rule: `has no array ${JSON.stringify(name)}`,
    fix: nearestOrList(nearestName(name, names), { what: "arrays", names }),
  });
