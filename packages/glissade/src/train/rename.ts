/** @file Renaming of the tensors of a file. */

import { ArgumentError, DataError } from "../errors.ts";
import { countWildcards, fillGlob, matchGlob } from "../glob.ts";
import { requireMatch } from "../select.ts";

/**
 * From the names of a file to paths: a function, which leaves a tensor out by `undefined`, or patterns and what they
 * become, `{ "backbone/**": "encoder/**" }`. The first pattern that matches counts; other names stay.
 */
export type Rename = ((name: string) => string | undefined) | { readonly [pattern: string]: string };

/** Entries by their new names. */
export function renameAll<Entry>(
  where: string,
  entries: ReadonlyMap<string, Entry>,
  rename: Rename = {},
): ReadonlyMap<string, Entry> {
  const toPath = typeof rename === "function" ? rename : byPatterns(where, rename, [...entries.keys()]);
  const sources = new Map<string, string>();
  const renamed = new Map<string, Entry>();
  for (const [name, entry] of entries) {
    const path = toPath(name);
    if (path === undefined) continue;
    const other = sources.get(path);
    if (other !== undefined) throw twice(where, path, [other, name]);
    sources.set(path, name);
    renamed.set(path, entry);
  }
  return renamed;
}

function byPatterns(
  where: string,
  patterns: { readonly [pattern: string]: string },
  names: readonly string[],
): (name: string) => string {
  const pairs = Object.entries(patterns);
  for (const [from, to] of pairs) {
    requireMatch(`${where}: rename`, from, names);
    if (countWildcards(from) !== countWildcards(to)) throw unequal(where, from, to);
  }
  return (name) => {
    for (const [from, to] of pairs) {
      const found = matchGlob(from, name);
      if (found) return fillGlob(to, found);
    }
    return name;
  };
}

const unequal = (where: string, from: string, to: string): ArgumentError =>
  new ArgumentError({
    where: `${where}: rename`,
    rule: `a pattern and what it becomes must have as many wildcards, got "${from}" and "${to}"`,
    fix: "Pass a function of the name for other changes",
  });

const twice = (where: string, path: string, [a, b]: readonly [string, string]): DataError =>
  new DataError({
    where,
    rule: `rename must give each tensor a path of its own, got ${path} for ${a} and ${b}`,
    fix: "Return undefined for those to leave out",
  });
