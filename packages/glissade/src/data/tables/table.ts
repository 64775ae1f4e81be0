/** @file Tables: columns of one length, each with a type, and the arrays that networks train on. */

import { ArgumentError, DataError } from "../../errors.ts";
import { kind, optionsReader, requireKind } from "../../options/kinds.ts";
import { nearestName, nearestOrList } from "../../options/spelling.ts";
import { type NdArray, typedArrays } from "../nd-array.ts";
import type { ImputeMethod } from "./impute.ts";

/** What the cells of a column are. */
export const columnTypes = ["number", "integer", "boolean", "date", "category"] as const;

export type ColumnType = (typeof columnTypes)[number];

/** What stands in a column for cells that were missing. */
export interface Imputed {
  /** How many cells. */
  readonly count: number;
  readonly method: ImputeMethod;
  /** The value that they have now, NaN where they were kept; of a category its name. */
  readonly value: number | string;
}

export interface Column {
  readonly name: string;
  readonly type: ColumnType;
  /** One for each row: numbers, integers, days since 1970-01-01 in UTC, or positions in `categories`. */
  readonly values: NdArray;
  /** The names of the codes, where the type is `"category"`. */
  readonly categories?: readonly string[];
  /** Where cells were missing. */
  readonly imputed?: Imputed;
}

export interface Table {
  /** Number of rows. */
  readonly length: number;
  readonly columns: readonly Column[];
}

const isTable = (value: unknown): boolean => Array.isArray((value as Table | undefined)?.columns);
const tableKind = kind.needed(kind.rule<Table>("a table", isTable));

/**
 * The column of a table that has a name.
 *
 * @example
 * const table = parseCsv("size,town\n50,Ulm\n80,Bonn\n65,Ulm", { types: { town: "category" } });
 * const { values, categories } = columnOf(table, "town");
 * categories; // ["Bonn", "Ulm"]
 * values.data; // Int32Array [1, 0, 1]
 *
 * @throws DataError where the table has no such column.
 */
export function columnOf(table: Table, name: string): Column {
  requireKind("columnOf(table)", tableKind, table);
  requireKind("columnOf(name)", kind.needed(kind.string), name);
  return findColumn("columnOf", table, name);
}

function findColumn(where: string, { columns }: Table, name: string): Column {
  const found = columns.find((column) => column.name === name);
  if (found) return found;
  throw unknownColumn(
    where,
    name,
    columns.map((column) => column.name),
  );
}

/** What an error says of a column that is not there. */
export const unknownColumn = (where: string, name: string, names: readonly string[]): DataError =>
  new DataError({
    where,
    rule: `has no column ${JSON.stringify(name)}`,
    fix: nearestOrList(nearestName(name, names), { what: "columns", names }),
  });

export interface MatrixOptions<Dtype extends "float32" | "float64" = "float32" | "float64"> {
  /** The names of the columns, in this order; all of them by default. */
  readonly columns?: readonly string[];
  /** `"float32"` by default. */
  readonly dtype?: Dtype;
}

const readMatrix = optionsReader<MatrixOptions>({
  columns: kind.strings,
  dtype: kind.choice("float32", "float64"),
});

/**
 * Columns of a table side by side, (rows, columns).
 *
 * @example
 * const table = parseCsv("size,rooms,price\n50,2,180\n80,3,260");
 * const x = matrixOf(table, { columns: ["size", "rooms"] });
 * x.shape; // [2, 2]
 * x.data; // Float32Array [50, 2, 80, 3]
 *
 * @throws DataError where the table has no such column; ArgumentError where one holds codes of more than two
 * categories, whose order means nothing.
 */
export function matrixOf<Dtype extends "float32" | "float64" = "float32">(
  table: Table,
  options?: MatrixOptions<Dtype>,
): NdArray<Dtype> {
  const { columns: names, dtype = "float32" } = readMatrix("matrixOf", options);
  requireKind("matrixOf(table)", tableKind, table);
  const columns = names?.map((name) => findColumn("matrixOf", table, name)) ?? table.columns;
  for (const column of columns) requireOrdered(column);
  const data = new typedArrays[dtype](table.length * columns.length);
  columns.forEach(({ values }, position) => {
    for (let row = 0; row < table.length; row++)
      data[row * columns.length + position] = Number(values.data[row]);
  });
  return { dtype, shape: [table.length, columns.length], data } as NdArray as NdArray<Dtype>;
}

function requireOrdered({ name, categories = [] }: Column): void {
  if (categories.length <= 2) return;
  throw new ArgumentError({
    where: "matrixOf({ columns })",
    rule: `must be columns of numbers or of two categories, got ${JSON.stringify(name)} of ${categories.length} categories`,
    fix: "Take its codes with columnOf, for an embedding or oneHot",
  });
}
