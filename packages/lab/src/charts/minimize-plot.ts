/** @file The picture of a minimisation: a curve, contours, or value against step, with the path on it. */

import { linearAxis, magnitudeAxis, rangeOf } from "./axes.ts";
import { functionContour } from "./function-contour.ts";
import { functionCurve } from "./function-curve.ts";
import { layOut, type Point, SIZE } from "./layout.ts";
import { type MinimizePath, nameEnd, type PathPoint, visiblePath } from "./minimize-path.ts";
import { shorten } from "./numbers.ts";
import { pathSeries } from "./path-series.ts";
import { renderSvg } from "./render.ts";
import type { DrawnFunction, Scene, SceneParts } from "./scene.ts";

/**
 * Draws where an optimizer went, on the function itself where it has one or two variables.
 *
 * @example
 * const path = [{ step: 0, x: [2], value: 4 }, { step: 1, x: [1], value: 1 }];
 * const result = { function: "x^2", optimizer: "sgd(0.25)", path, status: "done" };
 * const svg = minimizePlot(result, { variables: ["x"], evaluate: ([x]) => x! ** 2 });
 */
export function minimizePlot(result: MinimizePath, { variables, evaluate }: DrawnFunction): string {
  const path = visiblePath(result);
  const { x, y, series, points } = chooseScene(variables.length)({ path, variables, evaluate });
  const marks = { start: describe("start", path[0]!), end: describe(nameEnd(path, result), path.at(-1)!) };
  const line = pathSeries({ points, optimizer: result.optimizer, ...marks });
  const title = `f = ${result.function}`;
  const option = layOut({ x, y, series: [...series, ...line], title, subtitle: result.optimizer });
  return renderSvg({ ...SIZE, height: 460, label: `Path of ${result.optimizer} on ${title}`, option });
}

function chooseScene(variables: number): (parts: SceneParts) => Scene {
  return [functionCurve, functionContour][variables - 1] ?? valueBySteps;
}

/** The only picture left in more than two dimensions. */
function valueBySteps({ path }: SceneParts): Scene {
  const points = path.map(({ step, value }): Point => [step, value]);
  const x = linearAxis("step", rangeOf(points.map(([step]) => step)));
  const y = magnitudeAxis("f", rangeOf(points.map(([, value]) => value)));
  return { x, y, series: [], points };
}

function describe(name: string, { x, value }: PathPoint): string {
  const place = x.length > 2 ? "" : ` (${x.map(shorten).join(", ")})`;
  return `${name}${place}: f = ${shorten(value)}`;
}
