/** @file The check of all rows of a source before a training. */

import { DataError } from "../../errors.ts";
import { kind, optionsReader, requireKind } from "../../options/kinds.ts";
import { labelOutside } from "../label-outside.ts";
import { isNdArray, type NdArray } from "../nd-array.ts";
import { requireFinite } from "./finite-rows.ts";
import { isRowSource, locateIn, type RowSource } from "./row-source.ts";

export interface CheckRowsOptions {
  /** Number of classes: `y` of every row must be one of 0 up to less than these. */
  readonly classes?: number;
  /** Rows that are read at once; 256 by default. */
  readonly rows?: number;
}

const readCheck = optionsReader<CheckRowsOptions>({ classes: kind.count, rows: kind.count });

const sourceKind = kind.needed(kind.rule<RowSource<unknown>>("a source of rows", isRowSource));

/**
 * Reads all rows of a source once, so that a damaged file, NaN, infinity or a label outside of the classes is found
 * before a training, and not in the middle of it.
 *
 * @example
 * const x = { dtype: "float32", shape: [2, 2], data: new Float32Array([1, 2, 3, 4]) } as const;
 * const y = { dtype: "int32", shape: [2], data: new Int32Array([0, 1]) } as const;
 * await checkRows(zipRows({ x, y }), { classes: 2 });
 *
 * @throws DataError which names the file, the row and the column.
 */
export async function checkRows(source: RowSource<unknown>, options?: CheckRowsOptions): Promise<void> {
  const { classes, rows = 256 } = readCheck("checkRows", options);
  requireKind("checkRows(source)", sourceKind, source);
  for (let start = 0; start < source.length; start += rows) {
    const count = Math.min(rows, source.length - start);
    const part = await source.rows(Uint32Array.from({ length: count }, (_, i) => start + i));
    for (const [path, array] of arraysIn(part, "")) {
      const locate = (row: number) => locateIn(source, start + row, path);
      requireFinite(array, locate);
      if (classes !== undefined && path === "y") checkLabels(array, classes, locate);
    }
  }
}

/** The arrays of a tree with their paths. */
function* arraysIn(value: unknown, path: string): Generator<readonly [string, NdArray], void> {
  if (isNdArray(value)) yield [path, value];
  else
    for (const [name, part] of Object.entries(Object(value)))
      yield* arraysIn(part, path === "" ? name : `${path}/${name}`);
}

function checkLabels({ data, shape }: NdArray, classes: number, locate: (row: number) => string): void {
  if (shape.length !== 1)
    throw new DataError({
      where: "checkRows: y",
      rule: `must have one label for each row, got shape [${shape}]`,
    });
  for (let row = 0; row < data.length; row++) {
    const label = Number(data[row]);
    if (Number.isInteger(label) && label >= 0 && label < classes) continue;
    throw labelOutside(locate(row), label, classes);
  }
}
