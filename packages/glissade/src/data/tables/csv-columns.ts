/** @file The columns of records of CSV. */

import { DataError } from "../../errors.ts";
import { typedArrays } from "../nd-array.ts";
import { cellReader } from "./cells.ts";
import type { CsvOptions } from "./csv-options.ts";
import type { CsvRecord } from "./csv-records.ts";
import { impute, keptDtype } from "./impute.ts";
import type { Column, ColumnType } from "./table.ts";
import { chooseColumns, methodFor, missingCell, type Reading, requireDifferent } from "./table-options.ts";

/** What counts as missing. */
const MISSING = ["", "NA", "N/A", "NaN", "nan", "null"];

/** A column of a file: its name, its position in records, and its type. */
export interface Layout {
  readonly name: string;
  readonly position: number;
  readonly type: ColumnType;
  readonly categories: readonly string[] | undefined;
}

/** The columns to keep of a file whose columns have these names. */
export function layouts(names: readonly string[], reading: Reading<CsvOptions>): Layout[] {
  const { types = {} } = reading.options;
  return chooseColumns(reading, names, Object.keys(types)).map((name) => {
    const type = Object.hasOwn(types, name) ? types[name]! : "number";
    const [known, categories] = typeof type === "string" ? [type] : ["category" as const, type];
    if (categories) requireDifferent(categories, `${reading.caller}({ types: { ${name} } })`, "categories");
    return { name, position: names.indexOf(name), type: known, categories };
  });
}

/** The column of this layout, whose cells are all of its type. */
export function readColumn(
  records: readonly CsvRecord[],
  layout: Layout,
  reading: Reading<CsvOptions>,
): Column {
  const { missing: gaps = MISSING, impute: methods } = reading.options;
  const { name, type, position } = layout;
  const isMissing = (text: string) => gaps.includes(text);
  const categories =
    layout.categories ?? (type === "category" ? namesIn(records, position, gaps) : undefined);
  const { dtype, expected, read } = cellReader(type, categories);
  const method = methodFor(methods, name);
  const missing: number[] = [];
  const values = Float64Array.from(records, ({ cells, line }, row) => {
    const text = cells[position]!;
    const value = isMissing(text) ? Number.NaN : read(text);
    if (!Number.isNaN(value)) return value;
    const record = `${reading.where}, line ${line}`;
    if (!isMissing(text))
      throw wrongCell(`${record}, column ${JSON.stringify(name)}`, { expected, text, categories });
    if (method === undefined) throw missingCell(record, name, JSON.stringify(text));
    missing.push(row);
    return value;
  });
  const column = { name, type, ...(categories && { categories }) };
  // Fills the values in
  const imputed = missing.length > 0 ? impute({ ...column, values, missing }, method!, reading) : undefined;
  const held = method === "keep" ? keptDtype(dtype, missing) : dtype;
  const data = new typedArrays[held as "float64"](values);
  return { ...column, values: { dtype: held, shape: [values.length], data }, ...(imputed && { imputed }) };
}

/** The names of categories that occur, sorted. */
function namesIn(records: readonly CsvRecord[], position: number, missing: readonly string[]): string[] {
  const names = new Set(records.map(({ cells }) => cells[position]!));
  for (const text of missing) names.delete(text);
  return [...names].sort();
}

interface Wrong {
  readonly expected: string;
  readonly text: string;
  readonly categories: readonly string[] | undefined;
}

function wrongCell(where: string, { expected, text, categories }: Wrong): DataError {
  const fix =
    categories && `Categories: ${categories.slice(0, 20).join(", ")}${categories.length > 20 ? ", ..." : ""}`;
  return new DataError({ where, rule: `expected ${expected}, got ${JSON.stringify(text)}`, fix });
}
