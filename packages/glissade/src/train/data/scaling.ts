/** @file Numbers brought to a common scale, by what the training part says. */

import { tensor } from "../../create-tensor.ts";
import { DataError, ShapeError } from "../../errors.ts";
import { dtypes } from "../../graph/dtype.ts";
import { fromData } from "../../graph/literal.ts";
import { formatShape, type Shape, sizeOf } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { add, div, mul, sub } from "../../ops/elementwise/arithmetic.ts";
import { cast } from "../../ops/elementwise/cast.ts";
import { requireRecord } from "../../options/arguments.ts";
import { kind, optionsReader } from "../../options/kinds.ts";
import { finites } from "../../options/ranges.ts";
import { columnsOf, deviationsOf, meansOf, toTensor } from "./by-column.ts";
import { dataOf, type RowArray } from "./rows.ts";

export interface StandardizeOptions {
  /**
   * The axis whose positions have numbers of their own: by default the last of tables (rows, columns), 1 of images (rows,
   * channels, height, width), and none (`null`) of all else, which have one mean and deviation.
   */
  readonly axis?: number | null;
  /** Of what `apply` gives; float32 by default, which networks train in. */
  readonly dtype?: "float32" | "float64";
}

const axisKind = kind.rule<number | null>(
  "an integer or null",
  (value) => value === null || Number.isInteger(value),
);

const scalingKinds = { axis: axisKind, dtype: kind.choice("float32", "float64") };

const readStandardize = optionsReader<StandardizeOptions>(scalingKinds);

export interface RescaleOptions extends StandardizeOptions {
  /** The least number; 0 by default. */
  readonly low?: number;
  /** The largest number; 1 by default. */
  readonly high?: number;
}

const readRescale = optionsReader<RescaleOptions>({
  ...scalingKinds,
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
  const columns = columnsOf("standardize(rows)", rows, axis);
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
  const columns = columnsOf("rescale(rows)", rows, axis);
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
  const { axis, dtype = "float32", shift, scale } = parts;
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
  const strideOf = ({ shape }: Tensor) =>
    axis === null ? undefined : sizeOf(shape.slice(axisIn(shape, axis, shift.length) + 1));
  const forward = (value: number, column: number) => (value - shift[column]!) / scale[column]!;
  const back = (value: number, column: number) => value * scale[column]! + shift[column]!;
  const mapped = (rows: RowArray, each: typeof forward, graph: (x: Tensor, parts: Columns) => Tensor) => {
    const x = toTensor("scaling(rows)", rows);
    const data = dataOf(x);
    const stride = strideOf(x);
    if (!data) return graph(cast(x, dtype), columnsFor(x.shape, stride));
    const column = (index: number) => (stride === undefined ? 0 : Math.floor(index / stride) % shift.length);
    const result = new dtypes[dtype].array(data.length) as Float32Array;
    for (let index = 0; index < data.length; index++)
      result[index] = each(Number(data[index]), column(index));
    return fromData(result, { dtype, shape: x.shape });
  };
  const columnsFor = (shape: Shape, stride: number | undefined): Columns => {
    const along =
      stride === undefined
        ? []
        : shape.map((_, each) => (each === axisIn(shape, axis!, shift.length) ? -1 : 1));
    const [own, size] = [shift, scale].map((numbers) => tensor([...numbers], { dtype }).reshape(along));
    return { shift: own!, scale: size! };
  };
  return {
    axis,
    dtype,
    shift,
    scale,
    apply: (rows) => mapped(rows, forward, (x, own) => div(sub(x, own.shift), own.scale)),
    invert: (rows) => mapped(rows, back, (x, own) => add(mul(x, own.scale), own.shift)),
  };
}

interface Columns {
  readonly shift: Tensor;
  readonly scale: Tensor;
}

/** The position of an axis, along which there must be as many columns. */
function axisIn(shape: Shape, axis: number, columns: number): number {
  const at = axis < 0 ? axis + shape.length : axis;
  if (shape[at] === columns) return at;
  throw new ShapeError({
    where: "scaling(rows)",
    rule: `needs ${columns} columns along axis ${axis}, got ${formatShape(shape)}`,
  });
}
