/** @file Windows over series: what a model reads, and what comes after it. */

import { copyRange } from "../../data/nd-array.ts";
import { requireFinite } from "../../data/rows/finite-rows.ts";
import { type RowSource, requireIndices } from "../../data/rows/row-source.ts";
import { ArgumentError, DataError } from "../../errors.ts";
import { type Dtype, type TypedArray, toTypedArray } from "../../graph/dtype.ts";
import { fromData } from "../../graph/literal.ts";
import { sizeOf } from "../../graph/shape.ts";
import { Tensor } from "../../graph/tensor.ts";
import { describe } from "../../options/describe.ts";
import { kind, optionsReader } from "../../options/kinds.ts";
import type { Batch } from "./epoch-batches.ts";
import { type RowArray, requireData, toTensors } from "./to-tensors.ts";

export interface WindowsOptions {
  /** Steps that the model reads. */
  readonly size: number;
  /** Steps behind them that are the targets; 1 by default. */
  readonly horizon?: number;
  /** Steps from one window to the next; 1 by default. */
  readonly stride?: number;
  /**
   * `"after"`, the default: targets are the steps behind a window. `"shifted"`: they are the window itself, `horizon` steps
   * later, so that every position has a target, as language models learn.
   */
  readonly target?: "after" | "shifted";
  /** Positions along the last axis that are the targets, such as the one column of several to forecast; all by default. */
  readonly columns?: readonly number[];
}

const readWindows = optionsReader<WindowsOptions>({
  size: kind.needed(kind.count),
  horizon: kind.count,
  stride: kind.count,
  target: kind.choice("after", "shifted"),
  columns: kind.integers,
});

/** Windows with their targets, which are cut when a batch needs them. */
export interface Windows extends RowSource<Batch> {
  rows(indices: Uint32Array): Batch;
}

/**
 * All windows of a series, (steps, ...) such as numbers, rows of several columns or tokens, for `batches` to draw from: `x`
 * is (windows, size, ...), `y` (windows, horizon, ...). They are cut batch by batch, so a long series takes no more memory
 * than itself. Split a series into earlier and later parts before, not its windows, which overlap.
 *
 * @example
 * const series = [0, 1, 2, 3, 4, 5];
 * const next = windows(series, { size: 3 });
 * next.length; // 3
 * const { x, y } = next.rows(new Uint32Array([1]));
 * await x.data(); // [1, 2, 3]
 * await y.data(); // [4]
 * const tokens = windows(new Int32Array(series), { size: 3, target: "shifted" });
 * await tokens.rows(new Uint32Array([0])).y.data(); // [1, 2, 3]
 * // the second of two columns is forecast from both
 * const weather = windows([[1, 10], [2, 20], [3, 30]], { size: 2, columns: [1] });
 * await weather.rows(new Uint32Array([0])).y.data(); // [30]
 *
 * @throws ArgumentError for sizes that are no positive integers; DataError for a series that is shorter than a window with
 * its targets
 */
export function windows(series: RowArray, options: WindowsOptions): Windows {
  const { size, horizon = 1, stride = 1, target = "after", columns } = readWindows("windows", options);
  const x = toTensors("windows(series)", series);
  if (!(x instanceof Tensor) || x.rank === 0) {
    throw new DataError({
      where: "windows(series)",
      rule: `must be a series of steps, got ${describe(series)}`,
    });
  }
  const { type } = x;
  const data = requireData("windows(series)", x);
  requireFinite({ ...type, data }, (step) => `windows(series): step ${step}`, "Fill it in, or leave it out");
  const [steps, ...shape] = type.shape as [number, ...number[]];
  if (columns) requireColumns(columns, shape);
  const length = Math.floor((steps - size - horizon) / stride) + 1;
  if (length < 1) {
    throw new ArgumentError({
      where: "windows(series, { size, horizon })",
      rule: `needs a series of at least ${size + horizon} steps, got ${steps}`,
    });
  }
  const inputs = { dtype: type.dtype, shape, data };
  const targets = columns ? columnsOf(inputs, columns) : inputs;
  const startsOf = (indices: Uint32Array, from: number) => indices.map((window) => window * stride + from);
  return {
    length,
    rows(indices) {
      requireIndices("windows", indices, length);
      const [from, count] = target === "shifted" ? [horizon, size] : [size, horizon];
      return {
        x: cut(inputs, startsOf(indices, 0), size),
        y: cut(targets, startsOf(indices, from), count),
      };
    },
  };
}

/** A series, with the shape of a step. */
interface Steps {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly data: TypedArray;
}

/** So many steps from each start on. */
function cut({ dtype, shape, data }: Steps, starts: Uint32Array, count: number): Tensor {
  const width = sizeOf(shape);
  const values = toTypedArray(dtype, starts.length * count * width);
  starts.forEach((start, row) => {
    copyRange(data, [start * width, (start + count) * width], values, row * count * width);
  });
  return fromData(values, { dtype, shape: [starts.length, count, ...shape] });
}

/** Those along the last axis of each step. */
function columnsOf({ dtype, shape, data }: Steps, columns: readonly number[]): Steps {
  const width = shape.at(-1)!;
  const rows = data.length / width;
  const values = toTypedArray(dtype, rows * columns.length);
  for (let row = 0; row < rows; row++)
    columns.forEach((column, at) => {
      values[row * columns.length + at] = data[row * width + column]!;
    });
  return { dtype, shape: [...shape.slice(0, -1), columns.length], data: values };
}

function requireColumns(columns: readonly number[], shape: readonly number[]): void {
  const where = "windows(series, { columns })";
  if (shape.length === 0) {
    throw new ArgumentError({
      where,
      rule: "needs a series of rows, got one of numbers",
      fix: "Leave it out",
    });
  }
  const count = shape.at(-1)!;
  const wrong = columns.find((column) => column < 0 || column >= count);
  if (wrong === undefined && columns.length > 0) return;
  throw new ArgumentError({
    where,
    rule: `must be some of 0 to ${count - 1}, got ${wrong ?? "none"}`,
  });
}
