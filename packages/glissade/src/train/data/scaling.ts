/** @file Numbers brought to a common scale, by what the training part says. */

import { DataError } from "../../errors.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { add, div, mul, sub } from "../../ops/elementwise/arithmetic.ts";
import { requireRecord } from "../../options/arguments.ts";
import { kind, optionsReader } from "../../options/kinds.ts";
import { finites } from "../../options/ranges.ts";
import {
  type ByColumnOptions,
  byColumnKinds,
  columnsOf,
  deviationsOf,
  mapColumns,
  meansOf,
  readParts,
} from "./by-column.ts";
import type { RowArray } from "./to-tensors.ts";

export type StandardizeOptions = ByColumnOptions;

const readStandardize = optionsReader<StandardizeOptions>(byColumnKinds);

export interface RescaleOptions extends StandardizeOptions {
  /** The least number; 0 by default. */
  readonly low?: number;
  /** The largest number; 1 by default. */
  readonly high?: number;
}

const readRescale = optionsReader<RescaleOptions>({
  ...byColumnKinds,
  low: kind.within(finites),
  high: kind.within(finites),
});

/** What a scaling is made of; JSON holds it. */
export interface ScalingParts {
  /** Null where one number serves all. */
  readonly axis: number | null;
  /** Of what it gives. */
  readonly dtype: "float32" | "float64";
  readonly shift: readonly number[];
  readonly scale: readonly number[];
}

/** (x - shift) / scale, and the way back. */
export interface Scaling extends ScalingParts {
  /** Of rows in memory or of any tensor, also inside of graphs. */
  readonly apply: (x: RowArray) => Tensor;
  readonly invert: (x: RowArray) => Tensor;
}

/**
 * Mean 0 and (population) variance 1, as the rows given here say, which should be those for training: apply the same to
 * all others. Columns that are constant are shifted alone.
 *
 * @example
 * const scaling = standardize([[1, 10], [3, 30]]);
 * scaling.shift; // [2, 20]
 * await scaling.apply([[5, 20]]).data(); // [3, 0]
 * await scaling.invert(tensor([[3, 0]])).data(); // [5, 20]
 * const again = scalingOf(JSON.parse(JSON.stringify(scaling)));
 *
 * @throws DataError for numbers that are not finite, with their row and column
 */
export function standardize(rows: RowArray, options?: StandardizeOptions): Scaling {
  const { axis, dtype = "float32" } = readStandardize("standardize", options);
  const columns = columnsOf("standardize(rows)", rows, { axis });
  const shift = meansOf(columns);
  const scale = deviationsOf(columns, shift).map((deviation) => deviation || 1);
  return scalingOf({ axis: columns.axis, dtype, shift, scale });
}

/**
 * Numbers from `low` to `high` (0 and 1 by default), as the rows given here say, which should be those for training.
 * Columns that are constant become `low`.
 *
 * @example
 * const scaling = rescale([[1, 10], [3, 30]]);
 * await scaling.apply([[2, 30]]).data(); // [0.5, 1]
 *
 * @throws DataError for numbers that are not finite, with their row and column
 */
export function rescale(rows: RowArray, options?: RescaleOptions): Scaling {
  const { axis, dtype = "float32", low = 0, high = 1 } = readRescale("rescale", options);
  const columns = columnsOf("rescale(rows)", rows, { axis });
  const least = new Array<number>(columns.count).fill(Number.POSITIVE_INFINITY);
  const most = new Array<number>(columns.count).fill(Number.NEGATIVE_INFINITY);
  columns.each((value, column) => {
    least[column] = Math.min(least[column]!, value);
    most[column] = Math.max(most[column]!, value);
  });
  const scale = least.map((from, column) => (most[column]! - from || 1) / (high - low || 1));
  const shift = least.map((from, column) => from - low * scale[column]!);
  return scalingOf({ axis: columns.axis, dtype, shift, scale });
}

/**
 * A scaling from its parts, such as JSON that holds one.
 *
 * @example
 * await scalingOf({ axis: null, dtype: "float32", shift: [1], scale: [2] }).apply([5, 7]).data(); // [2, 3]
 */
export function scalingOf(parts: ScalingParts): Scaling {
  requireRecord("scalingOf(parts)", parts);
  const { shift, scale } = parts;
  if (!Array.isArray(shift) || !Array.isArray(scale) || shift.length !== scale.length) {
    throw new DataError({
      where: "scalingOf(parts)",
      rule: "needs { axis, shift, scale } with as many shifts as scales",
      fix: "Pass what standardize() or rescale() gave, or the JSON of it",
    });
  }
  const odd = [...shift, ...scale].find((number) => !Number.isFinite(number));
  if (odd !== undefined || scale.includes(0)) {
    throw new DataError({
      where: "scalingOf(parts)",
      rule: `needs finite shifts and scales other than 0, got ${odd ?? 0}`,
      fix: "Bring the numbers nearer to 1 first: their squares must stay within float64",
    });
  }
  const { axis, dtype } = readParts("scalingOf(parts)", parts, shift.length);
  const columns = { axis, dtype, parts: [shift, scale] };
  return {
    axis,
    dtype,
    shift,
    scale,
    apply: mapColumns("scaling.apply(rows)", {
      ...columns,
      each: (value, column) => (value - shift[column]!) / scale[column]!,
      graph: (x, from, size) => div(sub(x, from!), size!),
    }),
    invert: mapColumns("scaling.invert(rows)", {
      ...columns,
      each: (value, column) => value * scale[column]! + shift[column]!,
      graph: (x, from, size) => add(mul(x, size!), from!),
    }),
  };
}
