/** @file Windows over series: what a model reads, and what comes after it. */

import { copyRange } from "../../data/nd-array.ts";
import { requireFinite } from "../../data/rows/finite-rows.ts";
import { type RowSource, requireIndices } from "../../data/rows/row-source.ts";
import { ArgumentError, DataError } from "../../errors.ts";
import { toTypedArray } from "../../graph/dtype.ts";
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
}

const readWindows = optionsReader<WindowsOptions>({
  size: kind.needed(kind.count),
  horizon: kind.count,
  stride: kind.count,
  target: kind.choice("after", "shifted"),
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
 *
 * @throws ArgumentError for sizes that are no positive integers; DataError for a series that is shorter than a window with
 * its targets
 */
export function windows(series: RowArray, options: WindowsOptions): Windows {
  const { size, horizon = 1, stride = 1, target = "after" } = readWindows("windows", options);
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
  const length = Math.floor((steps - size - horizon) / stride) + 1;
  if (length < 1) {
    throw new ArgumentError({
      where: "windows(series, { size, horizon })",
      rule: `needs a series of at least ${size + horizon} steps, got ${steps}`,
    });
  }
  const width = sizeOf(shape);
  const cut = (indices: Uint32Array, from: number, count: number): Tensor => {
    const values = toTypedArray(type.dtype, indices.length * count * width);
    indices.forEach((window, row) => {
      const start = (window * stride + from) * width;
      copyRange(data, [start, start + count * width], values, row * count * width);
    });
    return fromData(values, { dtype: type.dtype, shape: [indices.length, count, ...shape] });
  };
  return {
    length,
    rows(indices) {
      requireIndices("windows", indices, length);
      const y = target === "shifted" ? cut(indices, horizon, size) : cut(indices, size, horizon);
      return { x: cut(indices, 0, size), y };
    },
  };
}
