/** @file What options of tables must be where only a part of the file is known. */

import type { ImputeMethod } from "../data/tables/impute.ts";
import { ArgumentError } from "../errors.ts";

/** Throws unless missing cells become given numbers: what is fitted on a chunk is not that of the file. */
export function requireNumbers(
  where: string,
  impute: ImputeMethod | Readonly<Record<string, ImputeMethod>> | undefined,
): void {
  const methods = typeof impute === "object" ? Object.values(impute) : [impute];
  const fitted = methods.find((method) => typeof method === "string" && method !== "keep");
  if (fitted === undefined) return;
  throw new ArgumentError({
    where: `${where}({ impute })`,
    rule: `must be numbers or "keep", since the ${fitted} of a chunk is not that of the file, got ${JSON.stringify(fitted)}`,
    fix: "Read the file whole, or a part of it, to find the numbers",
  });
}

/** Throws where the categories of a column of texts are not given: each chunk would number them in its own way. */
export function requireCategories(where: string, name: string, isGiven: boolean): void {
  if (isGiven) return;
  throw new ArgumentError({
    where,
    rule: `needs the categories of column ${JSON.stringify(name)}, which one chunk does not know`,
    fix: `Pass their names, or leave the column out: name the others in columns`,
  });
}
