/** @file Tables of numbers in CSV. */

import { ArgumentError, DataError } from "../errors.ts";
import { kind, optionsReader } from "../options/kinds.ts";
import { type CsvRecord, csvRecords } from "./csv-records.ts";
import { parseDecimal } from "./decimal.ts";
import type { NdArray } from "./nd-array.ts";
import { type ParseOptions, parseKinds, requireText } from "./parse-options.ts";

export interface CsvOptions extends ParseOptions {
  /** Whether the first line holds the names of the columns; without one they are "1", "2", ... */
  readonly header?: boolean;
  readonly delimiter?: string;
  /** The columns to keep, in this order; all of them by default. */
  readonly columns?: readonly string[];
}

export const readCsvOptions = optionsReader<CsvOptions>({
  ...parseKinds,
  header: kind.boolean,
  delimiter: kind.string,
  columns: kind.strings,
});

export interface Table {
  readonly columns: readonly string[];
  /** (rows, columns). */
  readonly values: NdArray<"float64">;
}

/**
 * Table of the text of a CSV file whose columns are numbers: decimal and finite, one in every cell.
 *
 * @example
 * parseCsv("x,y\n1,2\n3,4", { where: "points.csv" }).values.data; // Float64Array [1, 2, 3, 4]
 *
 * @throws DataError where two columns have one name, a row has more or fewer cells than the first, or a cell of a kept
 * column is no number; it names the line.
 */
export function parseCsv(text: string, options?: CsvOptions): Table {
  const { where = "parseCsv", header = true, delimiter = ",", ...rest } = readCsvOptions("parseCsv", options);
  requireText("parseCsv", text);
  requireDelimiter(delimiter);
  const [first, ...others] = csvRecords(text, where, delimiter);
  const names = first ? columnNames(first, header) : [];
  requireDifferent(names, `${where}: header`);
  const rows = header || !first ? others : [first, ...others];
  const columns = rest.columns ?? names;
  requireDifferent(columns, "parseCsv({ columns })");
  const positions = columns.map((name) => positionOf(name, names, where));
  const numbers = rows.flatMap((row) => {
    requireWidth(row, names.length, where);
    return positions.map((position, column) =>
      toNumber(row.cells[position]!, `${where}, line ${row.line}, column ${JSON.stringify(columns[column])}`),
    );
  });
  const shape = [rows.length, columns.length];
  return { columns, values: { dtype: "float64", shape, data: Float64Array.from(numbers) } };
}

const columnNames = ({ cells }: CsvRecord, header: boolean): readonly string[] =>
  header ? cells : cells.map((_, position) => String(position + 1));

function requireDelimiter(delimiter: string): void {
  if (delimiter !== "" && !/["\r\n]/.test(delimiter)) return;
  throw new ArgumentError({
    where: "parseCsv({ delimiter })",
    rule: `must be text without quotes and line breaks, got ${JSON.stringify(delimiter)}`,
  });
}

function requireDifferent(names: readonly string[], where: string): void {
  const second = names.findIndex((name, position) => names.indexOf(name) < position);
  if (second < 0) return;
  const name = names[second]!;
  throw new DataError({
    where,
    rule: `columns must have different names, got ${JSON.stringify(name)} as number ${names.indexOf(name) + 1} and ${second + 1}`,
  });
}

function requireWidth({ cells, line }: CsvRecord, width: number, where: string): void {
  if (cells.length === width) return;
  throw new DataError({
    where: `${where}, line ${line}`,
    rule: `expected ${width} cells, as in the first line, got ${cells.length}`,
  });
}

function positionOf(name: string, names: readonly string[], where: string): number {
  const position = names.indexOf(name);
  if (position < 0)
    throw new DataError({
      where,
      rule: `has no column ${JSON.stringify(name)}, only ${names.map((each) => JSON.stringify(each)).join(", ")}`,
    });
  return position;
}

function toNumber(cell: string, where: string): number {
  const value = parseDecimal(cell);
  if (!Number.isNaN(value)) return value;
  throw new DataError({ where, rule: `expected a number, got ${JSON.stringify(cell)}` });
}
