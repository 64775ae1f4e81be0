/** @file Options of tables in CSV. */

import { ArgumentError } from "../../errors.ts";
import { describe, isObject } from "../../options/describe.ts";
import { kind, optionsReader } from "../../options/kinds.ts";
import { type ColumnType, columnTypes } from "./table.ts";
import { type TableOptions, tableKinds } from "./table-options.ts";

export interface CsvOptions extends TableOptions {
  /** Whether the first line holds the names of the columns; without one they are "1", "2", ... */
  readonly header?: boolean;
  readonly delimiter?: string;
  /**
   * The types of columns by their names, `"number"` for the others: `"number"`, `"integer"` of 32 bits, `"boolean"`,
   * `"date"`, `"category"`, whose names are sorted, or a list of the names of categories in the order of their codes.
   */
  readonly types?: Readonly<Record<string, ColumnType | readonly string[]>>;
  /** The cells that count as missing; empty ones, NA, N/A, NaN, nan and null by default. */
  readonly missing?: readonly string[];
}

const isType = (value: unknown): boolean =>
  columnTypes.some((type) => type === value) ||
  (Array.isArray(value) && value.every((name) => typeof name === "string"));

const isByName =
  (holds: (value: unknown) => boolean) =>
  (value: unknown): boolean =>
    isObject(value) && Object.values(value).every(holds);

const typesRule = `an object of ${columnTypes.map(describe).join(", ")} or lists of categories`;

export const csvKinds = {
  ...tableKinds,
  header: kind.boolean,
  delimiter: kind.string,
  types: kind.rule<Readonly<Record<string, ColumnType | readonly string[]>>>(typesRule, isByName(isType)),
  missing: kind.strings,
};

export const readCsvOptions = optionsReader<CsvOptions>(csvKinds);

export function requireDelimiter(where: string, delimiter: string): void {
  if (delimiter !== "" && !/["\r\n]/.test(delimiter)) return;
  throw new ArgumentError({
    where: `${where}({ delimiter })`,
    rule: `must be text without quotes and line breaks, got ${JSON.stringify(delimiter)}`,
  });
}
