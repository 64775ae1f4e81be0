/** @file Numbers of rows by their columns, with means and deviations. */

import { tensor } from "../../create-tensor.ts";
import { firstNotFinite } from "../../data/nd-array.ts";
import { notFinite } from "../../data/rows/finite-rows.ts";
import { isRowSource } from "../../data/rows/row-source.ts";
import { DataError, ShapeError } from "../../errors.ts";
import { dtypes, isFloat } from "../../graph/dtype.ts";
import { fromData } from "../../graph/literal.ts";
import { formatShape, type Shape, sizeOf } from "../../graph/shape.ts";
import { Tensor } from "../../graph/tensor.ts";
import { cast } from "../../ops/elementwise/cast.ts";
import { describe } from "../../options/describe.ts";
import { kind, requireKind } from "../../options/kinds.ts";
import { dataOf, isNested, type RowArray, requireData, toTensors } from "./to-tensors.ts";

export interface ByColumnOptions {
  /**
   * The axis whose positions have numbers of their own: by default the last of tables (rows, columns), 1 of images (rows,
   * channels, height, width), and none (`null`) of all else, which have one for all.
   */
  readonly axis?: number | null;
  /** Of what `apply` gives; float32 by default, which networks train in. */
  readonly dtype?: "float32" | "float64";
}

export const byColumnKinds = {
  axis: kind.rule<number | null>("an integer or null", (value) => value === null || Number.isInteger(value)),
  dtype: kind.choice("float32", "float64"),
};

/** The axis and dtype of what JSON may hold; throws where they are none, or where one column has several numbers. */
export function readParts(
  where: string,
  { axis, dtype = "float32" }: ByColumnOptions,
  columns: number,
): { readonly axis: number | null; readonly dtype: "float32" | "float64" } {
  requireKind(`${where}: axis`, kind.needed(byColumnKinds.axis), axis);
  requireKind(`${where}: dtype`, byColumnKinds.dtype, dtype);
  if (axis === null && columns !== 1)
    throw new DataError({ where, rule: `needs one number for all where axis is null, got ${columns}` });
  return { axis: axis as number | null, dtype };
}

/** Numbers in lists keep all their digits. */
const toTensor = (where: string, rows: unknown): Tensor => {
  const x = isNested(rows) ? tensor(rows, { dtype: "float64" }) : toTensors(where, rows);
  if (x instanceof Tensor) return x;
  if (isRowSource(rows))
    throw new DataError({
      where,
      rule: `must be rows in memory, got a source of ${rows.length} rows`,
      fix: "Read some of its rows first: const { x } = await source.rows(indices)",
    });
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

interface ColumnsOptions {
  readonly axis: number | null | undefined;
  /** Whether NaN stands for a number that is missing; else it is an error. */
  readonly missing?: boolean;
}

export function columnsOf(
  where: string,
  rows: RowArray,
  { axis, missing = false }: ColumnsOptions,
): ByColumn {
  const x = toTensor(where, rows);
  const data = requireData(where, x);
  const chosen = axis === undefined ? usualAxis(x.shape) : axis;
  const at = chosen === null ? null : chosen < 0 ? chosen + x.rank : chosen;
  if (at !== null && !(at >= 0 && at < x.rank)) {
    throw new ShapeError({ where, rule: `has no axis ${chosen}, got ${formatShape(x.shape)}` });
  }
  if (data.length === 0)
    throw new DataError({ where, rule: `needs at least one row, got ${formatShape(x.shape)}` });
  const [count, stride] = at === null ? [1, data.length] : [x.shape[at]!, sizeOf(x.shape.slice(at + 1))];
  if (isFloat(x.dtype)) {
    const wrong = firstNotFinite(data as Float64Array, missing);
    const column = at === null ? "" : `, column ${Math.floor(wrong / stride) % count}`;
    const row = Math.floor(wrong / sizeOf(x.shape.slice(1)));
    if (wrong >= 0) throw notFinite(`${where}: row ${row}${column}`, data[wrong]!, missing ? undefined : fix);
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

const fix = "Leave the row out, or fill it in: impute(rows)";

/** How the numbers of each column are changed. */
interface ColumnMap {
  readonly axis: number | null;
  /** Of what it gives. */
  readonly dtype: "float32" | "float64";
  /** Lists with a number for each column. */
  readonly parts: readonly (readonly number[])[];
  each(value: number, column: number): number;
  /** The same inside of a graph, where the parts are tensors that broadcast with x. */
  graph(x: Tensor, ...parts: readonly Tensor[]): Tensor;
}

/** A function of rows in memory, which it computes at once in float64, or of any tensor. */
export const mapColumns =
  (where: string, { axis, dtype, parts, each, graph }: ColumnMap) =>
  (rows: RowArray): Tensor => {
    const count = parts[0]!.length;
    const x = toTensor(where, rows);
    const data = dataOf(x);
    const at = axis === null ? null : axisIn(where, x.shape, { axis, count });
    if (!data) {
      const along = at === null ? [] : x.shape.map((_, own) => (own === at ? count : 1));
      return graph(cast(x, dtype), ...parts.map((numbers) => tensor([...numbers], { dtype }).reshape(along)));
    }
    const stride = at === null ? data.length : sizeOf(x.shape.slice(at + 1));
    const result = new dtypes[dtype].array(data.length) as Float32Array;
    for (let index = 0; index < data.length; index++)
      result[index] = each(Number(data[index]), Math.floor(index / stride) % count);
    return fromData(result, { dtype, shape: x.shape });
  };

/** The position of an axis, along which there must be as many columns. */
function axisIn(
  where: string,
  shape: Shape,
  { axis, count }: { readonly axis: number; readonly count: number },
): number {
  const at = axis < 0 ? axis + shape.length : axis;
  if (shape[at] === count) return at;
  throw new ShapeError({
    where,
    rule: `needs ${count} columns along axis ${axis}, got ${formatShape(shape)}`,
  });
}

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
