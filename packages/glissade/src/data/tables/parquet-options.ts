/** @file Options of tables in Parquet. */

import { kind, optionsReader } from "../../options/kinds.ts";
import { type ParseOptions, parseKinds } from "../parse-options.ts";
import { type CsvOptions, imputeKind } from "./csv-options.ts";

export interface ParquetOptions extends ParseOptions, Pick<CsvOptions, "columns" | "impute"> {
  /** The names of the categories of columns of text, in the order of their codes; those that occur, sorted, by default. */
  readonly categories?: Readonly<Record<string, readonly string[]>>;
}

const isNames = (value: unknown): boolean =>
  Array.isArray(value) && value.every((name) => typeof name === "string");

export const readParquetOptions = optionsReader<ParquetOptions>({
  ...parseKinds,
  columns: kind.strings,
  impute: imputeKind,
  categories: kind.rule<Readonly<Record<string, readonly string[]>>>(
    "an object of lists of texts",
    (value) => typeof value === "object" && value !== null && Object.values(value).every(isNames),
  ),
});
