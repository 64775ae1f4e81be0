/** @file A function of two variables as contours, shaded from its valleys up. */

import { type ContourMultiPolygon, contours } from "d3-contour";
import { type Axis, linearAxis, pad, quantile, type Range, rangeOf } from "./axes.ts";
import { drawing, type Point, type Shape, type ToPixel } from "./layout.ts";
import type { PathPoint } from "./minimize-path.ts";
import type { Scene, SceneParts } from "./scene.ts";
import { MUTED } from "./theme.ts";

/** Cells of the sampled grid along each axis; two on each side lie outside the view. */
const GRID = 124;
const MARGIN = 2;
const LEVELS = 14;

/** Draws f around the path. Levels are quantiles, closer together at the bottom, so that a valley shows. */
export function functionContour({ path, variables, evaluate }: SceneParts): Scene {
  const [x, y] = views(path).map((view, axis) => linearAxis(variables[axis]!, view)) as [Axis, Axis];
  const values = sampleGrid(evaluate, x, y);
  const polygons = contours().size([GRID, GRID]).thresholds(levels(values))(values);
  const draw = (toPixel: ToPixel) =>
    polygons.map((polygon) => shade(polygon, ([i, j]) => toPixel([toData(i, x), toData(j, y)])));
  return {
    x,
    y,
    points: path.map(({ x: [first, second] }): Point => [first!, second!]),
    series: [drawing({ color: MUTED, anchor: [x.min, y.min], draw })],
  };
}

/** Everything above one level, a little darker; what lies above several levels adds up. */
function shade({ coordinates }: ContourMultiPolygon, toPixel: ToPixel): Shape {
  const corner = ([i, j]: readonly number[]) =>
    toPixel([i!, j!])
      .map((pixel) => pixel.toFixed(1))
      .join(" ");
  const rings = coordinates.flat().map((ring) => `M${ring.map(corner).join("L")}Z`);
  const style = { fill: MUTED, fillOpacity: 0.04, stroke: MUTED, strokeOpacity: 0.45, lineWidth: 0.7 };
  return { type: "path", shape: { pathData: rings.join("") }, style };
}

/** Both ranges of the path, widened, and neither much thinner than the other. */
function views(path: readonly PathPoint[]): readonly [Range, Range] {
  const [first, second] = [0, 1].map((axis) => rangeOf(path.map(({ x }) => x[axis]!))) as [Range, Range];
  return [widen(first, second), widen(second, first)];
}

function widen(range: Range, other: Range): Range {
  const missing = (other.max - other.min) / 2 - (range.max - range.min);
  const margin = Math.max(0, missing) / 2;
  return pad({ min: range.min - margin, max: range.max + margin }, 0.25);
}

/** The coordinate at a place of the grid, whose cells have their centres at halves. */
function toData(place: number, { min, max }: Range): number {
  return min + ((place - MARGIN) / (GRID - 2 * MARGIN)) * (max - min);
}

function sampleGrid(evaluate: SceneParts["evaluate"], x: Range, y: Range): number[] {
  return Array.from({ length: GRID * GRID }, (_, index) =>
    evaluate([toData((index % GRID) + 0.5, x), toData(Math.floor(index / GRID) + 0.5, y)]),
  );
}

function levels(values: readonly number[]): number[] {
  const sorted = Float64Array.from(values.filter(Number.isFinite)).sort();
  const shares = Array.from({ length: LEVELS }, (_, index) => ((index + 1) / (LEVELS + 1)) ** 1.8);
  return [...new Set(shares.map((share) => quantile(sorted, share)))];
}
