/** @file Sources of rows: data that need not be in memory. */

import { ArgumentError } from "../../errors.ts";
import { describe, isObject } from "../../options/describe.ts";

/** Rows that need not be in memory, such as those of a file; `batches` draws from it. */
export interface RowSource<Rows> {
  /** Number of rows. */
  readonly length: number;
  /** The rows at some positions, in this order: an array, or a tree of arrays, whose axis 0 counts them. */
  rows(indices: Uint32Array): Rows | Promise<Rows>;
  /** How many batches to ask for before the first of them is needed; 0 by default. */
  readonly ahead?: number;
  /** Where errors say that a value is: by default its row, and the path of its array in the tree. */
  locate?(row: number, path: string): string;
  /** The rows at some positions as a source, with what else is known of them; by default their rows alone. */
  select?(positions: Uint32Array): RowSource<Rows>;
}

/** Whether a value gives rows. */
export const isRowSource = (value: unknown): value is RowSource<unknown> =>
  isObject(value) && typeof value.length === "number" && typeof value.rows === "function";

/** Throws unless all are positions of rows. */
export function requireIndices(where: string, indices: Uint32Array, length: number): void {
  if (!(indices instanceof Uint32Array))
    throw new ArgumentError({
      where: `${where}: rows(indices)`,
      rule: `must be a Uint32Array, got ${describe(indices)}`,
    });
  const outside = indices.find((index) => index >= length);
  if (outside === undefined) return;
  throw new ArgumentError({
    where: `${where}: rows(indices)`,
    rule: `must be from 0 to ${length - 1}, got ${outside}`,
  });
}

/** The path of an array in a tree, where it has one, and a row of it. */
export const describeRow = (row: number, path: string): string =>
  [path, `row ${row}`].filter(Boolean).join(", ");

/** Where errors say that a value in the rows of a source is. */
export const locateIn = (source: RowSource<unknown>, row: number, path: string): string =>
  source.locate?.(row, path) ?? describeRow(row, path);
