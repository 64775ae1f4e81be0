/** @file Numbers brought to a common scale, by what the training part says. */

import { tensor } from "../../create-tensor.ts";
import { DataError, ShapeError } from "../../errors.ts";
import { dtypes } from "../../graph/dtype.ts";
import { fromData } from "../../graph/literal.ts";
import { formatShape, type Shape, sizeOf } from "../../graph/shape.ts";
import { formatType, Tensor } from "../../graph/tensor.ts";
import { add, div, mul, sub } from "../../ops/elementwise/arithmetic.ts";
import { cast } from "../../ops/elementwise/cast.ts";
import { requireRecord } from "../../options/arguments.ts";
import { describe } from "../../options/describe.ts";
import { kind, optionsReader } from "../../options/kinds.ts";
import { finites } from "../../options/ranges.ts";
import { dataOf, isNested, type RowArray, toTensors } from "../rows.ts";

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
  const shift = columns.values.map(meanOf);
  const scale = columns.values.map((values, index) => deviationOf(values, shift[index]!) || 1);
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
  const ends = columns.values.map((values) => [
    values.reduce((a, b) => Math.min(a, b)),
    values.reduce((a, b) => Math.max(a, b)),
  ]);
  const scale = ends.map(([least, most]) => (most! - least! || 1) / (high - low || 1));
  const shift = ends.map(([least], index) => least! - low * scale[index]!);
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

/** Numbers in lists keep all their digits. */
const toTensor = (where: string, rows: unknown): Tensor => {
  const x = isNested(rows) ? tensor(rows as number[], { dtype: "float64" }) : toTensors(rows);
  if (x instanceof Tensor) return x;
  throw new DataError({ where, rule: `must be rows of numbers, got ${describe(rows)}` });
};

/** The position of an axis, along which there must be as many columns. */
function axisIn(shape: Shape, axis: number, columns: number): number {
  const at = axis < 0 ? axis + shape.length : axis;
  if (shape[at] === columns) return at;
  throw new ShapeError({
    where: "scaling(rows)",
    rule: `needs ${columns} columns along axis ${axis}, got ${formatShape(shape)}`,
  });
}

/** The numbers of each column. */
function columnsOf(where: string, rows: RowArray, axis: number | null | undefined) {
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
  const [count, stride] = at === null ? [1, 1] : [x.shape[at]!, sizeOf(x.shape.slice(at + 1))];
  const values = Array.from({ length: count }, (): number[] => []);
  const rowLength = sizeOf(x.shape.slice(1));
  for (let index = 0; index < data.length; index++) {
    const value = Number(data[index]);
    const column = at === null ? 0 : Math.floor(index / stride) % count;
    if (!Number.isFinite(value)) {
      const place = at === null ? "" : `, column ${column}`;
      throw new DataError({
        where,
        rule: `needs finite numbers, got ${value} in row ${Math.floor(index / rowLength)}${place}`,
        fix: "Leave the row out, or fill it in, as readCsv does with { impute }",
      });
    }
    values[column]!.push(value);
  }
  return { axis: chosen, values };
}

const usualAxis = ({ length }: Shape): number | null => (length === 2 ? -1 : length === 4 ? 1 : null);

const meanOf = (values: readonly number[]): number => {
  const rough = values.reduce((sum, value) => sum + value, 0) / values.length;
  return rough + values.reduce((sum, value) => sum + (value - rough), 0) / values.length;
};

const deviationOf = (values: readonly number[], mean: number): number =>
  Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
