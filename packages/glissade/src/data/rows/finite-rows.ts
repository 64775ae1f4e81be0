/** @file The check that rows hold finite numbers. */

import { DataError } from "../../errors.ts";
import { describePosition, elementCount, firstNotFinite } from "../nd-array.ts";

/** Arrays of readers, and what has as much. */
interface Rows {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data: ArrayLike<number | bigint>;
}

/** What errors say of a number that is not finite. */
export const notFinite = (
  where: string,
  value: number | bigint,
  fix = "Mend the row, or leave it out",
): DataError => new DataError({ where, rule: `must be finite, got ${value}`, fix });

/** The row of an element, and its column where rows have several. */
export function describeCell(index: number, [, ...own]: readonly number[]): string {
  const width = elementCount(own);
  const row = `row ${Math.floor(index / width)}`;
  return own.length === 0 ? row : `${row}, column ${describePosition(index % width, own)}`;
}

/** Throws unless all floats are finite; `locate` says where a row is. */
export function requireFinite(
  { dtype, shape, data }: Rows,
  locate: (row: number) => string,
  fix?: string,
): void {
  if (dtype !== "float32" && dtype !== "float64") return;
  const index = firstNotFinite(data as ArrayLike<number>);
  if (index < 0) return;
  const own = shape.slice(1);
  const width = elementCount(own);
  const column = own.length === 0 ? "" : `, column ${describePosition(index % width, own)}`;
  throw notFinite(`${locate(Math.floor(index / width))}${column}`, data[index]!, fix);
}
