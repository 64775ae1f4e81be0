/** @file The columns of Parquet, as its library decodes them, as columns of tables. */

import type { DecodedArray } from "hyparquet";
import { DataError } from "../../errors.ts";
import { type NdArray, type NdDtype, typedArrays } from "../nd-array.ts";
import { cellReader } from "./cells.ts";
import { methodFor } from "./csv-options.ts";
import { impute } from "./impute.ts";
import type { ParquetOptions } from "./parquet-options.ts";
import type { ParquetColumn } from "./parquet-types.ts";
import type { Column } from "./table.ts";

/** Decoded values, and where the first of them is. */
export interface Decoded {
  readonly values: DecodedArray;
  /** Counts from 0. */
  readonly firstRow: number;
}

/** The place of a row in errors. */
type Place = (row: number) => string;

/** The column of these values, all of which are there or imputed, are finite, and belong to its type. */
export function toColumn(
  { name, type, dtype }: ParquetColumn,
  { values, firstRow }: Decoded,
  { impute: methods, categories: given = {} }: ParquetOptions,
  where: string,
): Column {
  const place: Place = (row) => `${where}, row ${firstRow + row}, column ${JSON.stringify(name)}`;
  const method = methodFor(methods, name);
  const missing = missingRows(values);
  if (missing.length > 0 && method === undefined) throw missingValue(place(missing[0]!), values[missing[0]!]);
  const own = Object.hasOwn(given, name) ? given[name] : undefined;
  const categories = type === "category" ? (own ?? namesIn(values)) : undefined;
  const column = { name, type, ...(categories && { categories }) };
  const plain = categories ? codesOf(values, categories, place) : values;
  if (type === "number" || type === "date") requireFinite(plain, place);
  if (missing.length === 0) return { ...column, values: toArray(plain, dtype) };
  const filled = { ...column, values: Float64Array.from(plain as ArrayLike<unknown>, Number), missing };
  const imputed = impute(filled, method!, where);
  return { ...column, values: toArray(filled.values, dtype), imputed };
}

const isMissing = (value: unknown): boolean =>
  value === null || value === undefined || (typeof value === "number" && Number.isNaN(value));

function missingRows(values: DecodedArray): number[] {
  const rows: number[] = [];
  for (let row = 0; row < values.length; row++) {
    const value: unknown = values[row];
    if (value === null || value === undefined || Number.isNaN(value)) rows.push(row);
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
function codesOf(values: DecodedArray, categories: readonly string[], place: Place): Float64Array {
  const { read, expected } = cellReader("category", categories);
  return Float64Array.from(values as ArrayLike<unknown>, (value, row) => {
    if (isMissing(value)) return Number.NaN;
    const code = read(String(value));
    if (!Number.isNaN(code)) return code;
    throw new DataError({ where: place(row), rule: `expected ${expected}, got ${JSON.stringify(value)}` });
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

function requireFinite(values: DecodedArray, place: Place): void {
  for (let row = 0; row < values.length; row++)
    if (values[row] === Infinity || values[row] === -Infinity)
      throw new DataError({ where: place(row), rule: `must be finite, got ${values[row]}` });
}

const missingValue = (where: string, value: unknown): DataError =>
  new DataError({
    where,
    rule: `is missing, got ${value === undefined ? null : value}`,
    fix: 'Complete the file, or pass impute, such as "median"',
  });
