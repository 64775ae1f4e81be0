/** @file Tables of numbers in CSV files. */

import { readFile } from "node:fs/promises";
import { CsvError, type InfoRecord, parse } from "csv-parse/sync";
import { DataError } from "../errors.ts";
import type { NdArray } from "./nd-array.ts";

export interface CsvOptions {
  /** Whether the first line holds the names of the columns; without one they are "1", "2", ... */
  readonly header?: boolean;
  readonly delimiter?: string;
  /** The columns to keep, in this order; all of them by default. */
  readonly columns?: readonly string[];
}

export interface Table {
  readonly columns: readonly string[];
  /** [rows, columns]. */
  readonly values: NdArray<"float64">;
}

/** Table of a CSV file whose columns are numbers. */
export async function readCsv(path: string, options?: CsvOptions): Promise<Table> {
  return parseCsv(await readFile(path, "utf8"), path, options);
}

/**
 * Table of the text of a CSV file; `where` names it in errors.
 *
 * @example
 * parseCsv("x,y\n1,2\n3,4", "points.csv").values.data; // Float64Array [1, 2, 3, 4]
 */
export function parseCsv(text: string, where: string, options: CsvOptions = {}): Table {
  const { header = true, delimiter = "," } = options;
  const records = parseRecords(text, where, delimiter);
  const names = header
    ? (records.shift()?.record ?? [])
    : (records[0]?.record ?? []).map((_, position) => String(position + 1));
  const columns = options.columns ?? names;
  const positions = columns.map((name) => positionOf(name, names, where));
  const data = new Float64Array(records.length * columns.length);
  for (const [row, { record, info }] of records.entries())
    for (const [column, position] of positions.entries())
      data[row * columns.length + column] = toNumber(
        record[position]!,
        `${where}, line ${info.lines}, column "${columns[column]}"`,
      );
  return { columns, values: { dtype: "float64", shape: [records.length, columns.length], data } };
}

interface CsvRecord {
  readonly record: readonly string[];
  readonly info: InfoRecord;
}

function parseRecords(text: string, where: string, delimiter: string): CsvRecord[] {
  try {
    // csv-parse's types do not follow its option `info`, which pairs each record with its line.
    return parse(text, {
      delimiter,
      bom: true,
      trim: true,
      skip_empty_lines: true,
      info: true,
    }) as unknown as CsvRecord[];
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    throw new DataError({ where, rule: cause.message, cause });
  }
}

function positionOf(name: string, names: readonly string[], where: string): number {
  const position = names.indexOf(name);
  if (position < 0)
    throw new DataError({
      where,
      rule: `has no column "${name}", only ${names.map((n) => `"${n}"`).join(", ")}`,
    });
  return position;
}

function toNumber(cell: string, where: string): number {
  const value = Number(cell);
  if (cell === "" || Number.isNaN(value))
    throw new DataError({ where, rule: `expected a number, got ${JSON.stringify(cell)}` });
  return value;
}
