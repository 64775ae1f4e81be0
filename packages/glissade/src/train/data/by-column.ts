/** @file Numbers of rows by their columns, with means and deviations. */

import { tensor } from "../../create-tensor.ts";
import { firstNotFinite } from "../../data/nd-array.ts";
import { DataError, ShapeError } from "../../errors.ts";
import { isFloat } from "../../graph/dtype.ts";
import { formatShape, type Shape, sizeOf } from "../../graph/shape.ts";
import { formatType, Tensor } from "../../graph/tensor.ts";
import { describe } from "../../options/describe.ts";
import { dataOf, isNested, type RowArray, toTensors } from "./rows.ts";

/** Numbers in lists keep all their digits. */
export const toTensor = (where: string, rows: unknown): Tensor => {
  const x = isNested(rows) ? tensor(rows as number[], { dtype: "float64" }) : toTensors(rows);
  if (x instanceof Tensor) return x;
  throw new DataError({ where, rule: `must be rows of numbers, got ${describe(rows)}` });
};

/** Numbers by their columns. */
export interface ByColumn {
  readonly axis: number | null;
  readonly count: number;
  /** Numbers in each column. */
  readonly size: number;
  each(visit: (value: number, column: number) => void): void;
}

export function columnsOf(where: string, rows: RowArray, axis: number | null | undefined): ByColumn {
  const x = toTensor(where, rows);
  const data = dataOf(x);
  if (!data) {
    throw new DataError({
      where,
      rule: `needs numbers in memory, got ${formatType(x.type)}, which is not computed yet`,
      fix: "Await evaluate() of the data first",
    });
  }
  const chosen = axis === undefined ? usualAxis(x.shape) : axis;
  const at = chosen === null ? null : chosen < 0 ? chosen + x.rank : chosen;
  if (at !== null && !(at >= 0 && at < x.rank)) {
    throw new ShapeError({ where, rule: `has no axis ${chosen}, got ${formatShape(x.shape)}` });
  }
  if (data.length === 0)
    throw new DataError({ where, rule: `needs at least one row, got ${formatShape(x.shape)}` });
  const [count, stride] = at === null ? [1, data.length] : [x.shape[at]!, sizeOf(x.shape.slice(at + 1))];
  if (isFloat(x.dtype)) {
    const wrong = firstNotFinite(data as Float64Array);
    const column = at === null ? "" : `, column ${Math.floor(wrong / stride) % count}`;
    const row = Math.floor(wrong / sizeOf(x.shape.slice(1)));
    if (wrong >= 0) throw notFinite(where, data[wrong]!, `row ${row}${column}`);
  }
  return {
    axis: chosen,
    count,
    size: data.length / count,
    each(visit) {
      for (let index = 0, column = 0; index < data.length; column = (column + 1) % count)
        for (const end = index + stride; index < end; index++) visit(Number(data[index]), column);
    },
  };
}

const notFinite = (where: string, value: number | bigint, place: string): DataError =>
  new DataError({
    where,
    rule: `needs finite numbers, got ${value} in ${place}`,
    fix: "Leave the row out, or fill it in, as readCsv does with { impute }",
  });

const usualAxis = ({ length }: Shape): number | null => (length === 2 ? -1 : length === 4 ? 1 : null);

/** Σx/n, and once more of what is left, which takes the error of rounding away. */
export function meansOf(columns: ByColumn): readonly number[] {
  const rough = averages(columns, (value) => value);
  return averages(columns, (value, column) => value - rough[column]!).map(
    (rest, column) => rough[column]! + rest,
  );
}

export const deviationsOf = (columns: ByColumn, means: readonly number[]): readonly number[] =>
  averages(columns, (value, column) => (value - means[column]!) ** 2).map(Math.sqrt);

/** The mean of a function of the numbers of each column. */
function averages({ count, size, each }: ByColumn, of: (value: number, column: number) => number): number[] {
  const sums = new Array<number>(count).fill(0);
  each((value, column) => {
    sums[column]! += of(value, column);
  });
  return sums.map((sum) => sum / size);
}
