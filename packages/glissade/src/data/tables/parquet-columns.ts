/** @file The columns of Parquet, as its library decodes them, as columns of tables. */

import type { DecodedArray } from "hyparquet";
import { DataError } from "../../errors.ts";
import { type NdArray, type NdDtype, typedArrays } from "../nd-array.ts";
import { notFinite } from "../rows/finite-rows.ts";
import { cellReader } from "./cells.ts";
import { impute, keptDtype } from "./impute.ts";
import type { ParquetOptions } from "./parquet-options.ts";
import type { ParquetColumn } from "./parquet-types.ts";
import type { Column } from "./table.ts";
import { methodFor, missingCell, type Reading } from "./table-options.ts";

/** Decoded values, and where the first of them is. */
export interface Decoded {
  readonly values: DecodedArray;
  /** Counts from 0. */
  readonly firstRow: number;
}

/** Where errors say that a row is. */
type Locate = (row: number) => string;

/** The column of these values, all of which are there or imputed, are finite, and belong to its type. */
export function toColumn(
  { name, type, dtype }: ParquetColumn,
  { values, firstRow }: Decoded,
  reading: Reading<ParquetOptions>,
): Column {
  const { impute: methods, categories: given = {} } = reading.options;
  const rowOf = (row: number) => `${reading.where}, row ${firstRow + row}`;
  const cellOf: Locate = (row) => `${rowOf(row)}, column ${JSON.stringify(name)}`;
  const method = methodFor(methods, name);
  const missing = missingRows(values);
  if (missing.length > 0 && method === undefined)
    throw missingCell(rowOf(missing[0]!), name, String(values[missing[0]!] ?? null));
  const own = Object.hasOwn(given, name) ? given[name] : undefined;
  const categories = type === "category" ? (own ?? namesIn(values)) : undefined;
  const column = { name, type, ...(categories && { categories }) };
  const plain = categories ? codesOf(values, categories, cellOf) : values;
  if (type === "number" || type === "date") requireFinite(plain, cellOf);
  if (missing.length === 0) return { ...column, values: toArray(plain, dtype) };
  const filled = { ...column, values: Float64Array.from(plain as ArrayLike<unknown>, Number), missing };
  const imputed = impute(filled, method!, reading);
  const held = method === "keep" ? keptDtype(dtype, missing) : dtype;
  return { ...column, values: toArray(filled.values, held), imputed };
}

const isMissing = (value: unknown): boolean =>
  value === null || value === undefined || (typeof value === "number" && Number.isNaN(value));

function missingRows(values: DecodedArray): number[] {
  const rows: number[] = [];
  for (let row = 0; row < values.length; row++) {
    if (isMissing(values[row])) rows.push(row);
  }
  return rows;
}

/** The names of categories that occur, sorted. */
const namesIn = (values: DecodedArray): string[] =>
  [...new Set(Array.from(values as ArrayLike<unknown>))]
    .filter((each) => !isMissing(each))
    .map(String)
    .sort();

/** Codes of texts; NaN where they are missing. */
function codesOf(values: DecodedArray, categories: readonly string[], locate: Locate): Float64Array {
  const { read, expected } = cellReader("category", categories);
  return Float64Array.from(values as ArrayLike<unknown>, (value, row) => {
    if (isMissing(value)) return Number.NaN;
    const code = read(String(value));
    if (!Number.isNaN(code)) return code;
    throw new DataError({ where: locate(row), rule: `expected ${expected}, got ${JSON.stringify(value)}` });
  });
}

/** Values that are all there as an array of a dtype. */
function toArray(values: DecodedArray, dtype: NdDtype): NdArray {
  const shape = [values.length];
  const Elements = typedArrays[dtype];
  if (values instanceof Elements) return { dtype, shape, data: values as NdArray["data"] };
  const data = new Elements(values.length);
  const isWide = data instanceof BigInt64Array || data instanceof BigUint64Array;
  // Booleans become 0 and 1 by themselves; a loop is several times faster than `from`.
  if (isWide) for (let row = 0; row < data.length; row++) data[row] = BigInt(values[row]);
  else for (let row = 0; row < data.length; row++) data[row] = values[row];
  return { dtype, shape, data };
}

function requireFinite(values: DecodedArray, locate: Locate): void {
  for (let row = 0; row < values.length; row++)
    if (values[row] === Infinity || values[row] === -Infinity) throw notFinite(locate(row), values[row]);
}
