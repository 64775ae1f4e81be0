/** @file A matrix of any numbers as a heat map. */

import { requireOptions } from "../checks.ts";
import { rangeOf } from "./axes.ts";
import { type Cell, type Matrix, matrixChart, requireMatrix } from "./matrix-chart.ts";
import { shorten } from "./numbers.ts";
import { PALETTE } from "./theme.ts";

export interface HeatMapOptions {
  readonly title?: string;
  /** What the columns and the rows are. */
  readonly x?: string;
  readonly y?: string;
  /** Rows of numbers, the first at the top. */
  readonly values: Matrix;
  /** Names of the columns and rows; their numbers, from 0, by default. */
  readonly columns?: readonly string[];
  readonly rows?: readonly string[];
  /** Whether cells show their numbers; by default up to twelve rows and columns do. */
  readonly numbers?: boolean;
}

const MOST_NUMBERS = 12;

/**
 * An SVG of a matrix in colours: blue for positive and orange for negative numbers, deeper where they are larger; cells
 * that are not finite are empty.
 *
 * @example
 * heatMap({ title: "weights", values: [[1, -0.5], [0, 2]] }).slice(0, 4); // "<svg"
 */
export function heatMap(options: HeatMapOptions): string {
  requireOptions("heatMap", options, {
    needed: ["values"],
    optional: ["title", "x", "y", "columns", "rows", "numbers"],
  });
  const { title, x = "column", y = "row", values } = options;
  requireMatrix("heatMap({ values })", values, {
    rows: options.rows?.length,
    columns: options.columns?.length,
  });
  const width = values[0]?.length ?? 0;
  const { columns = numbered(width), rows = numbered(values.length) } = options;
  const { numbers = Math.max(width, values.length) <= MOST_NUMBERS } = options;
  const { min, max } = rangeOf(values.flat());
  const largest = Math.max(Math.abs(min), Math.abs(max));
  return matrixChart({
    title,
    subtitle: `from ${shorten(min)} to ${shorten(max)}${min < 0 ? ", orange below 0" : ""}`,
    label: `${title ? `${title}: ` : ""}heat map of ${values.length} rows and ${width} columns`,
    rows: { title: y, names: rows },
    columns: { title: x, names: columns },
    cells: values.map((row) => row.map((value) => cellOf(value, { largest, numbers }))),
  });
}

const numbered = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => String(index));

function cellOf(
  value: number,
  { largest, numbers }: { readonly largest: number; readonly numbers: boolean },
): Cell {
  const share = Number.isFinite(value) && largest > 0 ? Math.abs(value) / largest : 0;
  return {
    color: PALETTE[value < 0 ? 1 : 0]!,
    opacity: share,
    ...(numbers && { text: Number.isFinite(value) ? String(Number(value.toPrecision(3))) : String(value) }),
  };
}
