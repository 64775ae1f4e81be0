/** @file Values on a grid as contours, shaded from the valleys up. */

import { type ContourMultiPolygon, contours } from "d3-contour";
import { between, quantile, type Range } from "./axes.ts";
import { drawing, type Point, type Shape, type ToPixel } from "./layout.ts";
import type { Series } from "./render.ts";
import { MUTED } from "./theme.ts";

const LEVELS = 14;

/** Evenly spaced coordinates along both axes, from end to end. */
export interface Grid {
  readonly x: readonly number[];
  readonly y: readonly number[];
}

/** Evenly spaced numbers from end to end of a range. */
export function spread(range: Range, count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => between(range, index / (count - 1)));
}

/** All points, row by row from below. */
export const gridPoints = ({ x, y }: Grid): readonly Point[] =>
  y.flatMap((up) => x.map((across): Point => [across, up]));

/** Draws values at `gridPoints`. Levels are quantiles, closer together at the bottom, so that a valley shows. */
export function contourSeries(grid: Grid, values: readonly number[]): Series {
  const { x, y } = grid;
  const polygons = contours().size([x.length, y.length]).thresholds(levels(values))([...values]);
  const draw = (toPixel: ToPixel) => polygons.map((polygon) => shade(ringsPath(polygon, grid, toPixel)));
  return drawing({ color: MUTED, anchor: [x[0]!, y[0]!], draw });
}

/** Everything above one level, a little darker; what lies above several levels adds up. */
function shade(pathData: string): Shape {
  const style = { fill: MUTED, fillOpacity: 0.04, stroke: MUTED, strokeOpacity: 0.45, lineWidth: 0.7 };
  return { type: "path", shape: { pathData }, style };
}

/** The outline of a polygon of the grid, as the data of a path. */
export function ringsPath({ coordinates }: ContourMultiPolygon, { x, y }: Grid, toPixel: ToPixel): string {
  const corner = ([i, j]: readonly number[]) =>
    toPixel([toData(i!, x), toData(j!, y)])
      .map((pixel) => pixel.toFixed(1))
      .join(" ");
  return coordinates
    .flat()
    .map((ring) => `M${ring.filter(isCorner).map(corner).join("L")}Z`)
    .join("");
}

/** Whether a point is not just one of many on an edge of the grid. */
function isCorner([i, j]: readonly number[], index: number, ring: readonly (readonly number[])[]): boolean {
  const [before, after] = [ring.at(index - 1)!, ring[index + 1] ?? ring[0]!];
  return [i, j].every((value, axis) => before[axis] !== value || after[axis] !== value);
}

/** The coordinate at a place of the grid, whose cells have their middles at halves. */
function toData(place: number, coordinates: readonly number[]): number {
  const width = coordinates[1]! - coordinates[0]!;
  return coordinates[0]! + (place - 0.5) * width;
}

function levels(values: readonly number[]): number[] {
  const sorted = Float64Array.from(values.filter(Number.isFinite)).sort();
  if (sorted.length === 0) return [];
  const shares = Array.from({ length: LEVELS }, (_, index) => ((index + 1) / (LEVELS + 1)) ** 1.8);
  return [...new Set(shares.map((share) => quantile(sorted, share)))];
}
