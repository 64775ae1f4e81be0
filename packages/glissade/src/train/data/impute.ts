/** @file Missing numbers filled in, by what the training part says. */

import { type FillMethod, fillMethods, fillValue } from "../../data/tables/fill.ts";
import { DataError } from "../../errors.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { where as select } from "../../ops/elementwise/compare.ts";
import { isNaN as isMissing } from "../../ops/elementwise/is-finite.ts";
import { requireRecord } from "../../options/arguments.ts";
import { describe } from "../../options/describe.ts";
import { kind, optionsReader } from "../../options/kinds.ts";
import {
  type ByColumn,
  type ByColumnOptions,
  byColumnKinds,
  columnsOf,
  mapColumns,
  readParts,
} from "./by-column.ts";
import type { RowArray } from "./to-tensors.ts";

export interface ImputeOptions extends ByColumnOptions {
  /** What missing numbers become, of each column for itself: `"mean"`, the default, `"median"`, `"most frequent"`, or a number. */
  readonly method?: FillMethod | number;
}

const readImpute = optionsReader<ImputeOptions>({
  ...byColumnKinds,
  method: kind.rule<FillMethod | number>(
    `${fillMethods.map(describe).join(", ")} or a number`,
    (value) => Number.isFinite(value) || fillMethods.some((method) => method === value),
  ),
});

/** What an imputation is made of; JSON holds it. */
export interface ImputationParts {
  /** Null where one number serves all. */
  readonly axis: number | null;
  /** Of what it gives. */
  readonly dtype: "float32" | "float64";
  /** What missing numbers become, for each column. */
  readonly values: readonly number[];
}

/** Numbers in place of NaN. */
export interface Imputation extends ImputationParts {
  /** Of rows in memory or of any tensor, also inside of graphs. */
  readonly apply: (x: RowArray) => Tensor;
}

/**
 * Numbers for missing ones, which are NaN: the mean of each column, its median or its most frequent number, as the rows
 * given here say. These should be the rows for training: apply the same to all others.
 *
 * @example
 * const table = parseCsv("size,rooms\n50,2\n80,\n65,4", { impute: "keep" });
 * const { train, test } = splitData({ x: matrixOf(table) }, { test: 0.34, seed: 3 });
 * const filled = impute(train.x, { method: "median" });
 * const [x, unknown] = [filled.apply(train.x), filled.apply(test.x)];
 * const again = imputationOf(JSON.parse(JSON.stringify(filled)));
 *
 * @throws DataError for infinite numbers, with their row and column, and for a column without any number
 */
export function impute(rows: RowArray, options?: ImputeOptions): Imputation {
  const { axis, dtype = "float32", method = "mean" } = readImpute("impute", options);
  const columns = columnsOf("impute(rows)", rows, { axis, missing: true });
  const values = known(columns).map((numbers, column) => {
    const value = typeof method === "number" ? method : fillValue(numbers, method);
    if (value === undefined) throw without(columns, column, String(method));
    if (!isHeld(value, dtype)) throw beyond(columns, column, { value, method, dtype });
    return value;
  });
  return imputationOf({ axis: columns.axis, dtype, values });
}

/** The numbers of each column that are not missing. */
function known({ count, each }: ByColumn): Float64Array[] {
  const lists = Array.from({ length: count }, (): number[] => []);
  each((value, column) => {
    if (!Number.isNaN(value)) lists[column]!.push(value);
  });
  return lists.map((list) => Float64Array.from(list));
}

const nameOf = ({ axis }: ByColumn, column: number): string =>
  axis === null ? "impute(rows)" : `impute(rows): column ${column}`;

const without = (columns: ByColumn, column: number, method: string): DataError =>
  new DataError({
    where: nameOf(columns, column),
    rule: `has no number to take the ${method} of`,
    fix: "Leave the column out, or choose a number: { method: 0 }",
  });

type Float = "float32" | "float64";

const isHeld = (value: number, dtype: Float): boolean =>
  Number.isFinite(dtype === "float32" ? Math.fround(value) : value);

interface Beyond {
  readonly value: number;
  readonly method: FillMethod | number;
  readonly dtype: Float;
}

const beyond = (columns: ByColumn, column: number, { value, method, dtype }: Beyond): DataError =>
  new DataError({
    where: nameOf(columns, column),
    rule: `must be filled within ${dtype}, got ${typeof method === "number" ? method : `the ${method} ${value}`}`,
    fix: dtype === "float32" ? 'Pass { dtype: "float64" }' : "Bring the numbers nearer to 1 first",
  });

/**
 * An imputation from its parts, such as JSON that holds one.
 *
 * @example
 * await imputationOf({ axis: null, dtype: "float32", values: [1] }).apply([Number.NaN, 7]).data(); // [1, 7]
 */
export function imputationOf(parts: ImputationParts): Imputation {
  requireRecord("imputationOf(parts)", parts);
  const { values } = parts;
  if (!Array.isArray(values) || values.length === 0 || !values.every(Number.isFinite)) {
    throw new DataError({
      where: "imputationOf(parts)",
      rule: `needs { axis, values } with finite values, got ${describe(values)}`,
      fix: "Pass what impute() gave, or the JSON of it",
    });
  }
  const { axis, dtype } = readParts("imputationOf(parts)", parts, values.length);
  const wide = values.find((value) => !isHeld(value, dtype));
  if (wide !== undefined) {
    throw new DataError({
      where: "imputationOf(parts)",
      rule: `needs values within ${dtype}, got ${wide}`,
      fix: 'Pass { dtype: "float64" }, or bring the numbers nearer to 1 first',
    });
  }
  return {
    axis,
    dtype,
    values,
    apply: mapColumns("imputation.apply(rows)", {
      axis,
      dtype,
      parts: [values],
      each: (value, column) => (Number.isNaN(value) ? values[column]! : value),
      graph: (x, own) => select(isMissing(x), own!, x),
    }),
  };
}
