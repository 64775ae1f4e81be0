/** @file The picture of a minimisation: a curve, contours, or value against step, with the paths on it. */

import { requireFields } from "../checks.ts";
import { armStyles } from "./arm-style.ts";
import { linearAxis, rangeOf } from "./axes.ts";
import { functionContour } from "./function-contour.ts";
import { functionCurve } from "./function-curve.ts";
import { heightAround, layOut, SIZE } from "./layout.ts";
import { magnitudeAxis } from "./log-axis.ts";
import { type MinimizePaths, type PathPoint, type PathRun, visiblePath } from "./minimize-path.ts";
import { shorten } from "./numbers.ts";
import { endMark, minimumMarks, pathLine, startMark } from "./path-series.ts";
import { renderSvg, type Series } from "./render.ts";
import type { DrawnFunction, Scene, SceneParts } from "./scene.ts";

const PLOT_HEIGHT = 310;

/**
 * Draws where optimizers went, on the function itself where it has one or two variables.
 *
 * @example
 * const path = [{ step: 0, x: [2], value: 4 }, { step: 1, x: [1], value: 1 }];
 * const runs = [{ optimizer: "sgd(0.25)", path, status: "done" }];
 * const svg = minimizePlot({ function: "x^2", runs }, { variables: ["x"], evaluate: ([x]) => x! ** 2 });
 */
export function minimizePlot(paths: MinimizePaths, drawn: DrawnFunction): string {
  requireFields("minimizePlot(paths)", paths, ["runs"], "minimize()");
  requireFields("minimizePlot(drawn)", drawn, ["variables", "evaluate"], "readExpression()");
  const { scene, visible } = sceneOf(paths, drawn);
  const { x, y } = scene;
  const series = [...groundSeries(visible, { scene, drawn }), ...runSeries(paths.runs, visible, scene)];
  const names = paths.runs.map(({ optimizer }) => optimizer);
  const subtitle = names.length === 1 ? names[0] : undefined;
  const title = titleOf(paths);
  const words = { series, title, subtitle };
  const label = `Path of ${names.join(", ")} on ${title}`;
  const height = heightAround(PLOT_HEIGHT, words);
  return renderSvg({ ...SIZE, height, label, option: layOut({ x, y, ...words }) });
}

/** The heading of pictures and pages. */
export const titleOf = ({ name, function: text }: Pick<MinimizePaths, "name" | "function">): string =>
  name === undefined ? `f = ${text}` : `${name}: f = ${text}`;

/** The function around the paths, and what it shows of them. */
export function sceneOf({ runs }: MinimizePaths, drawn: DrawnFunction) {
  const visible = runs.map((run) => ({ ...run, path: visiblePath(run) }));
  const choose = [functionCurve, functionContour][drawn.variables.length - 1] ?? valueBySteps;
  return { scene: choose({ ...drawn, runs: visible }), visible };
}

/** The only picture left in more than two dimensions. */
function valueBySteps({ runs }: SceneParts): Scene {
  const points = runs.flatMap(({ path }) => path);
  const x = linearAxis("step", rangeOf(points.map(({ step }) => step)));
  const y = magnitudeAxis("f", rangeOf(points.map(({ value }) => value)));
  return { x, y, series: [], place: ({ step, value }) => [step, value] };
}

/** Lines and ends. The end of a single run has a place in the legend; of several runs the lines have, in short. */
function runSeries(runs: readonly PathRun[], visible: readonly PathRun[], scene: Scene): readonly Series[] {
  const isAlone = runs.length === 1;
  const styles = armStyles(runs.map(({ optimizer }) => optimizer));
  return visible.flatMap(({ path }, index) => {
    const { optimizer, ...whole } = runs[index]!;
    const style = styles.get(optimizer)!;
    const last = lastInside(path, scene);
    const end = nameEnd(last, whole);
    const line = isAlone ? {} : { name: `${optimizer}, ${end}: f = ${shorten(last.value)}` };
    const mark = isAlone ? { name: describe(end, last) } : {};
    return [
      pathLine({ points: path.map(scene.place), ...line, ...style }),
      endMark({ points: [scene.place(last)], ...mark, ...style }),
    ];
  });
}

interface GroundOptions {
  readonly scene: Scene;
  readonly drawn: DrawnFunction;
}

/** The function with the starts and the known minima: all but the paths. */
export function groundSeries(runs: readonly PathRun[], { scene, drawn }: GroundOptions): readonly Series[] {
  const starts = new Map(runs.map(({ path: [start] }) => [String(start!.x), start!]));
  const [first, ...others] = starts.values();
  const name = others.length === 0 ? describe("start", first!) : "starts";
  const mark = startMark({ points: [first!, ...others].map(scene.place), name });
  return [...scene.series, mark, ...minimumSeries(drawn, scene)];
}

/** The last point in the view; the start where there is none. */
function lastInside(path: readonly PathPoint[], { x, y, place }: Scene): PathPoint {
  const isInside = (point: PathPoint) => {
    const [across, up] = place(point);
    return x.min <= across && across <= x.max && y.min <= up && up <= y.max;
  };
  return path.findLast(isInside) ?? path[0]!;
}

/** How the picture names the end of the path that it shows. */
function nameEnd({ step }: PathPoint, { path, status }: Pick<PathRun, "path" | "status">): string {
  return step < path.at(-1)!.step ? `leaves the view after step ${step}` : `${status} at step ${step}`;
}

function minimumSeries({ minima = [], evaluate, variables }: DrawnFunction, scene: Scene): readonly Series[] {
  if (minima.length === 0 || variables.length > 2) return [];
  const points = minima.map((x): PathPoint => ({ step: 0, x, value: Number(evaluate(x).toFixed(12)) }));
  const name = minima.length === 1 ? describe("known minimum", points[0]!) : "known minima";
  return [minimumMarks({ points: points.map(scene.place), name })];
}

function describe(name: string, { x, value }: PathPoint): string {
  const place = x.length > 2 ? "" : ` (${x.map(shorten).join(", ")})`;
  return `${name}${place}: f = ${shorten(value)}`;
}
