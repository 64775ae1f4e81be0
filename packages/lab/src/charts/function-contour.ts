/** @file A function of two variables as contours. */

import { type Axis, extend, linearAxis, type Range, spanOf } from "./axes.ts";
import { contourSeries, gridPoints, spread } from "./contour.ts";
import type { Scene, SceneParts } from "./scene.ts";
import { view } from "./view.ts";

/** Samples along each axis. */
const SAMPLES = 180;

/** Draws f around the paths. */
export function functionContour({ runs, variables, evaluate, box }: SceneParts): Scene {
  const [first, second] = [0, 1].map((axis) => view(runs, { axis, box: box?.[axis] })) as [Range, Range];
  const ranges = box ? [first, second] : [widen(first, second), widen(second, first)];
  const [x, y] = ranges.map((range, axis) => linearAxis(variables[axis]!, range)) as [Axis, Axis];
  const grid = { x: spread(x, SAMPLES), y: spread(y, SAMPLES) };
  const series = [contourSeries(grid, gridPoints(grid).map(evaluate))];
  return { x, y, series, place: (point) => [point.x[0]!, point.x[1]!] };
}

/** A range at least half as long as another. */
function widen(range: Range, other: Range): Range {
  const missing = spanOf(other) / 2 - spanOf(range);
  return missing > 0 ? extend(range, missing / 2) : range;
}
