/** @file Options of tables in CSV. */

import { ArgumentError } from "../../errors.ts";
import { describe, isObject } from "../../options/describe.ts";
import { kind, optionsReader } from "../../options/kinds.ts";
import { type ParseOptions, parseKinds } from "../parse-options.ts";
import { imputeMethods, isMethod } from "./impute.ts";
import { type ColumnType, columnTypes, type ImputeMethod } from "./table.ts";

export interface CsvOptions extends ParseOptions {
  /** Whether the first line holds the names of the columns; without one they are "1", "2", ... */
  readonly header?: boolean;
  readonly delimiter?: string;
  /** The columns to keep, in this order; all of them by default. */
  readonly columns?: readonly string[];
  /**
   * The types of columns by their names, `"number"` for the others: `"number"`, `"integer"` of 32 bits, `"boolean"`,
   * `"date"`, `"category"`, whose names are sorted, or a list of the names of categories in the order of their codes.
   */
  readonly types?: Readonly<Record<string, ColumnType | readonly string[]>>;
  /** The cells that count as missing; empty ones, NA, N/A, NaN, nan and null by default. */
  readonly missing?: readonly string[];
  /**
   * What missing cells become: the mean, the median or the most frequent value of the other cells of the column, or a
   * number; for all columns, or for some by their names. Where left out, missing cells are errors.
   */
  readonly impute?: ImputeMethod | Readonly<Record<string, ImputeMethod>>;
}

const isType = (value: unknown): boolean =>
  columnTypes.some((type) => type === value) ||
  (Array.isArray(value) && value.every((name) => typeof name === "string"));

const isByName =
  (holds: (value: unknown) => boolean) =>
  (value: unknown): boolean =>
    isObject(value) && Object.values(value).every(holds);

const typesRule = `an object of ${columnTypes.map(describe).join(", ")} or lists of categories`;
const imputeRule = `${imputeMethods.map(describe).join(", ")} or a number, or an object of these`;

export const imputeKind = kind.rule<ImputeMethod | Readonly<Record<string, ImputeMethod>>>(
  imputeRule,
  (value) => isMethod(value) || isByName(isMethod)(value),
);

export const csvKinds = {
  ...parseKinds,
  header: kind.boolean,
  delimiter: kind.string,
  columns: kind.strings,
  types: kind.rule<Readonly<Record<string, ColumnType | readonly string[]>>>(typesRule, isByName(isType)),
  missing: kind.strings,
  impute: imputeKind,
};

export const readCsvOptions = optionsReader<CsvOptions>(csvKinds);

/** The method for a column, where there is one. */
export const methodFor = (impute: CsvOptions["impute"], name: string): ImputeMethod | undefined => {
  if (!isObject(impute)) return impute as ImputeMethod | undefined;
  return Object.hasOwn(impute, name) ? (impute[name] as ImputeMethod) : undefined;
};

export function requireDelimiter(where: string, delimiter: string): void {
  if (delimiter !== "" && !/["\r\n]/.test(delimiter)) return;
  throw new ArgumentError({
    where: `${where}({ delimiter })`,
    rule: `must be text without quotes and line breaks, got ${JSON.stringify(delimiter)}`,
  });
}
