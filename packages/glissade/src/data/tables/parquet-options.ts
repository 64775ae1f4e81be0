/** @file Options of tables in Parquet. */

import { kind, optionsReader } from "../../options/kinds.ts";
import { type Reading, requireMethods, type TableOptions, tableKinds } from "./table-options.ts";

export interface ParquetOptions extends TableOptions {
  /** The names of the categories of columns of text, in the order of their codes; those that occur, sorted, by default. */
  readonly categories?: Readonly<Record<string, readonly string[]>>;
}

const isNames = (value: unknown): boolean =>
  Array.isArray(value) && value.every((name) => typeof name === "string");

const readParquetOptions = optionsReader<ParquetOptions>({
  ...tableKinds,
  categories: kind.rule<Readonly<Record<string, readonly string[]>>>(
    "an object of lists of texts",
    (value) => typeof value === "object" && value !== null && Object.values(value).every(isNames),
  ),
});

/** What is read of Parquet, after the checks of the options. */
export function readingOf(
  caller: string,
  options: ParquetOptions | undefined,
  name = caller,
): Reading<ParquetOptions> {
  const read = readParquetOptions(caller, options);
  requireMethods(caller, read.impute);
  return { caller, where: read.where ?? name, options: read };
}
