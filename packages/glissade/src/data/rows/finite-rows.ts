/** @file The check that rows hold finite numbers. */

import { DataError } from "../../errors.ts";
import { describePosition, elementCount, firstNotFinite } from "../nd-array.ts";

/** Arrays of readers, and what has as much. */
interface Rows {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data: ArrayLike<number | bigint>;
}

/** Throws unless all floats are finite; `place` names a row. */
export function requireFinite(
  { dtype, shape, data }: Rows,
  place: (row: number) => string,
  fix = "Mend the row, or leave it out",
): void {
  if (dtype !== "float32" && dtype !== "float64") return;
  const index = firstNotFinite(data as ArrayLike<number>);
  if (index < 0) return;
  const own = shape.slice(1);
  const width = elementCount(own);
  const column = own.length === 0 ? "" : `, column ${describePosition(index % width, own)}`;
  throw new DataError({
    where: `${place(Math.floor(index / width))}${column}`,
    rule: `must be finite, got ${data[index]}`,
    fix,
  });
}
