/** @file Tables in CSV. */

import { DataError } from "../../errors.ts";
import { requireText } from "../parse-options.ts";
import { layouts, readColumn } from "./csv-columns.ts";
import { type CsvOptions, readCsvOptions, requireDelimiter } from "./csv-options.ts";
import { type CsvRecord, csvRecords } from "./csv-records.ts";
import type { Table } from "./table.ts";
import { type Reading, requireDifferent, requireMethods } from "./table-options.ts";

/**
 * Table of the text of a CSV file.
 *
 * @example
 * const { length, columns } = parseCsv("x,y\n1,2\n3,4", { where: "points.csv" });
 * length; // 2
 * columns[1].values.data; // Float64Array [2, 4]
 *
 * @example
 * const types = { day: "date", town: "category" } as const;
 * const text = "day,town,rain\n2026-11-25,Ulm,3.5\n2026-11-26,Bonn,\n2026-11-27,Ulm,0.5";
 * const { columns } = parseCsv(text, { types, impute: { rain: "mean" } });
 * columns[1].categories; // ["Bonn", "Ulm"]
 * columns[2].values.data; // Float64Array [3.5, 2, 0.5]
 * columns[2].imputed; // { count: 1, method: "mean", value: 2 }
 *
 * @throws DataError where two columns have one name, a row has more or fewer cells than the first, or a cell of a kept
 * column is missing and not imputed, or not of the column's type; it names the line and the column.
 */
export function parseCsv(text: string, options?: CsvOptions): Table {
  const reading = readingOf("parseCsv", options);
  requireText("parseCsv", text);
  return tableOf(text, reading);
}

/** What is read of CSV, after the checks of the options. */
export function readingOf(
  caller: string,
  options: CsvOptions | undefined,
  name = caller,
): Reading<CsvOptions> {
  const read = readCsvOptions(caller, options);
  requireMethods(caller, read.impute);
  requireDelimiter(caller, read.delimiter ?? ",");
  return { caller, where: read.where ?? name, options: read };
}

/** The table of a whole text. */
export function tableOf(text: string, reading: Reading<CsvOptions>): Table {
  const { names, records } = readRecords([text], reading);
  return toTable([...records], names, reading);
}

/** Records behind the header, and the names of the columns. */
export interface Records {
  readonly names: readonly string[];
  readonly records: Iterable<CsvRecord>;
}

/** Records of a text in parts, each as wide as the first. */
export function readRecords(
  parts: Iterable<string>,
  { where, options: { header = true, delimiter = "," } }: Reading<CsvOptions>,
): Records {
  const records = csvRecords(parts, where, delimiter);
  const { value: first } = records.next();
  if (!first) return { names: [], records: [] };
  const names = header ? first.cells : first.cells.map((_, position) => String(position + 1));
  requireDifferent(names, `${where}: header`);
  return { names, records: ofWidth(records, header ? undefined : first, names.length, where) };
}

function* ofWidth(
  records: Iterable<CsvRecord>,
  first: CsvRecord | undefined,
  width: number,
  where: string,
): Generator<CsvRecord, void> {
  if (first) yield first;
  for (const record of records) {
    if (record.cells.length !== width)
      throw new DataError({
        where: `${where}, line ${record.line}`,
        rule: `expected ${width} cells, as in the first line, got ${record.cells.length}`,
      });
    yield record;
  }
}

/** The table of some records of a file whose columns have these names. */
export function toTable(
  records: readonly CsvRecord[],
  names: readonly string[],
  reading: Reading<CsvOptions>,
): Table {
  const columns = layouts(names, reading).map((layout) => readColumn(records, layout, reading));
  return { length: records.length, columns };
}
