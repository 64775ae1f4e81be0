/** @file The columns of records of CSV. */

import { DataError } from "../../errors.ts";
import { typedArrays } from "../nd-array.ts";
import { cellReader } from "./cells.ts";
import { type CsvOptions, methodFor } from "./csv-options.ts";
import type { CsvRecord } from "./csv-records.ts";
import { impute } from "./impute.ts";
import { type Column, type ColumnType, unknownColumn } from "./table.ts";

/** What counts as missing. */
const MISSING = ["", "NA", "N/A", "NaN", "nan", "null"];

/** A column of a file: its name, its place in records, and its type. */
export interface Layout {
  readonly name: string;
  readonly position: number;
  readonly type: ColumnType;
  readonly categories: readonly string[] | undefined;
}

/** The columns to keep of a file whose columns have these names. */
export function layouts(
  names: readonly string[],
  { columns = names, types = {}, impute: methods }: CsvOptions,
  where: string,
): Layout[] {
  requireDifferent(columns, "parseCsv({ columns })");
  const named = typeof methods === "object" ? Object.keys(methods) : [];
  for (const name of [...columns, ...Object.keys(types), ...named])
    if (!names.includes(name)) throw unknownColumn(where, name, names);
  return columns.map((name) => {
    const type = Object.hasOwn(types, name) ? types[name]! : "number";
    const [known, categories] = typeof type === "string" ? [type] : ["category" as const, type];
    if (categories) requireDifferent(categories, `parseCsv({ types: { ${name} } })`, "categories");
    return { name, position: names.indexOf(name), type: known, categories };
  });
}

export function requireDifferent(names: readonly string[], where: string, what = "columns"): void {
  const second = names.findIndex((name, position) => names.indexOf(name) < position);
  if (second < 0) return;
  const name = names[second]!;
  throw new DataError({
    where,
    rule: `${what} must have different names, got ${JSON.stringify(name)} as number ${names.indexOf(name) + 1} and ${second + 1}`,
  });
}

/** The column of this layout, whose cells are all of its type. */
export function readColumn(
  records: readonly CsvRecord[],
  layout: Layout,
  { missing: gaps = MISSING, impute: methods }: CsvOptions,
  where: string,
): Column {
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
    const place = `${where}, line ${line}, column ${JSON.stringify(name)}`;
    if (!isMissing(text)) throw wrongCell(place, { expected, text, categories });
    if (method === undefined) throw missingCell(place, text);
    missing.push(row);
    return value;
  });
  const column = { name, type, ...(categories && { categories }) };
  const imputed = missing.length > 0 ? impute({ ...column, values, missing }, method!, where) : undefined;
  const data = new typedArrays[dtype as "float64"](values);
  return { ...column, values: { dtype, shape: [values.length], data }, ...(imputed && { imputed }) };
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

const missingCell = (where: string, text: string): DataError =>
  new DataError({
    where,
    rule: `is missing, got ${JSON.stringify(text)}`,
    fix: 'Complete the file, or pass impute, such as "median"',
  });
