/** @file The loss of a network on a plane, with the paths of its training. */

import { armStyles } from "./arm-style.ts";
import { type Axis, exactAxis, rangeOf } from "./axes.ts";
import { contourSeries } from "./contour.ts";
import { heightAround, layOut, type Point, SIZE } from "./layout.ts";
import { shorten } from "./numbers.ts";
import { endMark, pathLine, startMark } from "./path-series.ts";
import { renderSvg, type Series } from "./render.ts";

interface PlacedPoint {
  readonly step: number;
  readonly x: number;
  readonly y: number;
  readonly loss: number;
}

interface PlacedPath {
  readonly arm: string;
  readonly optimizer: string;
  readonly path: readonly PlacedPoint[];
}

/** What a picture needs of a landscape. */
export interface DrawnLandscape {
  readonly study: string;
  readonly explained?: readonly [number, number];
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly loss: readonly (readonly number[])[];
  readonly runs: readonly PlacedPath[];
}

const PLOT_HEIGHT = 316;

/** Draws contours of the loss; the network at the end, or the mean of several, is at the origin. */
export function landscapePlot(landscape: DrawnLandscape): string {
  const { study, x, y, runs } = landscape;
  const values = landscape.loss.flat();
  const series = [contourSeries({ x, y }, values), ...pathMarks(runs)];
  const trained = runs.map(({ arm, optimizer }) => (arm === optimizer ? arm : `${arm}, ${optimizer}`));
  const words = {
    series,
    title: `Loss of ${study} around ${runs.length === 1 ? trained[0] : `${runs.length} trainings`}`,
    subtitle: describeLosses(values),
  };
  const label = `Loss around the networks that ${trained.join("; ")} trained on ${study}`;
  const option = layOut({ ...axesOf(landscape), ...words });
  return renderSvg({ ...SIZE, height: heightAround(PLOT_HEIGHT, words), label, option });
}

function describeLosses(losses: readonly number[]): string {
  if (!losses.some(Number.isFinite)) return "nowhere finite in the plane";
  const { min, max } = rangeOf(losses);
  return `in the plane from ${shorten(min)}, unshaded, to ${shorten(max)}`;
}

/** Axes that end where the coordinates do. */
function axesOf({ x, y, explained }: DrawnLandscape): Readonly<Record<"x" | "y", Axis>> {
  const [first, second] = explained?.map((share) => `${(100 * share).toFixed(1)} % of the variance`) ?? [];
  const [across, up] = explained
    ? [`first principal component, ${first}`, `second, ${second}`]
    : ["first random direction", "second random direction"];
  const ends = (coordinates: readonly number[]) => ({ min: coordinates[0]!, max: coordinates.at(-1)! });
  return { x: exactAxis(across, ends(x)), y: exactAxis(up, ends(y)) };
}

/** Lines and ends. The end of a single run has a place in the legend, of several runs the lines have. */
function pathMarks(runs: readonly PlacedPath[]): readonly Series[] {
  const isAlone = runs.length === 1;
  const styles = armStyles(runs.map(({ arm }) => arm));
  const [start] = runs[0]!.path;
  const drawn = runs.flatMap(({ arm, path }): readonly Series[] => {
    const points = path.map(({ x, y }): Point => [x, y]);
    const style = styles.get(arm)!;
    const end = path.at(-1)!;
    const mark = endMark({
      points: points.slice(-1),
      ...(isAlone && { name: describe("end", end) }),
      ...style,
    });
    const line = pathLine({ points, ...(!isAlone && { name: describe(arm, end) }), ...style });
    return path.length > 1 ? [line, mark] : [mark];
  });
  if (runs[0]!.path.length === 1) return drawn;
  return [startMark({ points: [[start!.x, start!.y]], name: describe("start", start!) }), ...drawn];
}

const describe = (name: string, { step, loss }: PlacedPoint): string =>
  `${name}, step ${step}: loss ${shorten(loss)}`;
