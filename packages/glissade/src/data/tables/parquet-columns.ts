/** @file The columns of Parquet, as its library decodes them, as columns of tables. */

import type { DecodedArray } from "hyparquet";
import { DataError } from "../../errors.ts";
import { type NdArray, typedArrays } from "../nd-array.ts";
import { cellReader } from "./cells.ts";
import { methodFor } from "./csv-options.ts";
import { impute } from "./impute.ts";
import type { ParquetOptions } from "./parquet-options.ts";
import type { ParquetColumn } from "./parquet-types.ts";
import type { Column, ImputeMethod } from "./table.ts";

/** Decoded values, and where the first of them is. */
export interface Decoded {
  readonly values: DecodedArray;
  /** Counts from 0. */
  readonly firstRow: number;
}

/** The column of these values, all of which are there, are finite, and belong to its type. */
export function toColumn(
  { name, type, dtype }: ParquetColumn,
  { values, firstRow }: Decoded,
  { impute: methods, categories: given = {} }: ParquetOptions,
  where: string,
): Column {
  const place = (row: number) => `${where}, row ${firstRow + row}, column ${JSON.stringify(name)}`;
  const method = methodFor(methods, name);
  const missing = missingRows(values);
  if (missing.length > 0 && method === undefined) throw missingValue(place(missing[0]!), values[missing[0]!]);
  const own = Object.hasOwn(given, name) ? given[name] : undefined;
  const categories = type === "category" ? (own ?? namesIn(values)) : undefined;
  const column = { name, type, ...(categories && { categories }) };
  const whole = { ...column, dtype, place };
  if (missing.length === 0) return { ...column, values: toArray(values, whole) };
  const filled = { ...column, values: toFloats(values, whole), missing };
  const imputed = impute(filled, method as ImputeMethod, where);
  return { ...column, values: toArray(filled.values, { ...whole, categories: undefined }), imputed };
}

const isMissing = (value: unknown): boolean =>
  value === null || value === undefined || (typeof value === "number" && Number.isNaN(value));

function missingRows(values: DecodedArray): number[] {
  const rows: number[] = [];
  for (let row = 0; row < values.length; row++) if (isMissing(values[row])) rows.push(row);
  return rows;
}

/** The names of categories that occur, sorted. */
const namesIn = (values: DecodedArray): string[] =>
  [...new Set(Array.from(values as ArrayLike<unknown>))]
    .filter((each) => !isMissing(each))
    .map(String)
    .sort();

interface Whole extends Pick<ParquetColumn, "type" | "dtype"> {
  readonly categories?: readonly string[] | undefined;
  readonly place: (row: number) => string;
}

/** Values that are all there as an array of the column's dtype. */
function toArray(values: DecodedArray, { type, dtype, categories, place }: Whole): NdArray {
  const shape = [values.length];
  const Elements = typedArrays[dtype];
  if (categories) {
    const codes = toFloats(values, { type, dtype, categories, place });
    return { dtype, shape, data: new Int32Array(codes) };
  }
  if (type === "number" || type === "date") requireFinite(values, place);
  if (values instanceof Elements) return { dtype, shape, data: values as NdArray["data"] };
  if (Elements === BigInt64Array || Elements === BigUint64Array)
    return {
      dtype,
      shape,
      data: (Elements as BigInt64ArrayConstructor).from(values as unknown[] as number[], BigInt),
    };
  return {
    dtype,
    shape,
    data: (Elements as Float64ArrayConstructor).from(values as unknown[] as number[], Number),
  };
}

/** Values as numbers, NaN where they are missing. */
function toFloats(values: DecodedArray, { type, categories, place }: Whole): Float64Array {
  const { read, expected } = cellReader(type, categories ?? []);
  return Float64Array.from(values as ArrayLike<unknown>, (value, row) => {
    if (isMissing(value)) return Number.NaN;
    if (!categories) return Number(value);
    const code = read(String(value));
    if (!Number.isNaN(code)) return code;
    throw new DataError({ where: place(row), rule: `expected ${expected}, got ${JSON.stringify(value)}` });
  });
}

function requireFinite(values: DecodedArray, place: (row: number) => string): void {
  for (let row = 0; row < values.length; row++)
    if (!Number.isFinite(Number(values[row])))
      throw new DataError({ where: place(row), rule: `must be finite, got ${values[row]}` });
}

const missingValue = (where: string, value: unknown): DataError =>
  new DataError({
    where,
    rule: `is missing, got ${value === undefined ? null : value}`,
    fix: 'Complete the file, or pass impute, such as "median"',
  });
