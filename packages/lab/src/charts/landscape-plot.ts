/** @file The loss of a network on a plane, with the path of its training. */

import { type ArmStyle, armStyles } from "./arm-style.ts";
import { type Axis, linearAxis } from "./axes.ts";
import { contourSeries } from "./contour.ts";
import { layOut, legendRows, type Point, SIZE } from "./layout.ts";
import { shorten } from "./numbers.ts";
import { endMark, pathLine, startMark } from "./path-series.ts";
import { renderSvg, type Series } from "./render.ts";

interface PlacedPoint {
  readonly step: number;
  readonly x: number;
  readonly y: number;
  readonly loss: number;
}

/** What a picture needs of a landscape. */
export interface DrawnLandscape {
  readonly study: string;
  readonly arm: string;
  readonly optimizer: string;
  readonly explained?: readonly [number, number];
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly loss: readonly (readonly number[])[];
  readonly path: readonly PlacedPoint[];
}

/** Draws contours of the loss; the network at the end is at the origin. */
export function landscapePlot(landscape: DrawnLandscape): string {
  const { study, arm, optimizer, x, y, path } = landscape;
  const [across, up] = axisNames(landscape);
  const values = landscape.loss.flat();
  const style = armStyles([arm]).get(arm)!;
  const series = [contourSeries({ x, y }, values), ...pathMarks(path, style)];
  const [lowest, highest] = [Math.min, Math.max].map((most) =>
    shorten(most(...values.filter(Number.isFinite))),
  );
  const option = layOut({
    x: exactAxis(across, x),
    y: exactAxis(up, y),
    series,
    title: `Loss of ${study} around ${arm}, ${optimizer}`,
    subtitle: `light is low: from ${lowest} to ${highest} in the plane`,
  });
  const label = `Loss around the network that ${arm} trained on ${study}`;
  return renderSvg({ ...SIZE, height: 430 + 30 * legendRows(series), label, option });
}

/** An axis that ends where the coordinates do. */
function exactAxis(name: string, coordinates: readonly number[]): Axis {
  const ends = { min: coordinates[0]!, max: coordinates.at(-1)! };
  return { ...linearAxis(name, ends), ...ends };
}

function axisNames({ explained }: DrawnLandscape): readonly [string, string] {
  if (!explained) return ["first random direction", "second random direction"];
  const [first, second] = explained.map((share) => `${(100 * share).toFixed(1)} % of the variance`);
  return [`first principal component, ${first}`, `second, ${second}`];
}

function pathMarks(path: readonly PlacedPoint[], style: ArmStyle): readonly Series[] {
  const points = path.map(({ x, y }): Point => [x, y]);
  const [start, end] = [path[0]!, path.at(-1)!];
  const line = pathLine({ points, ...style });
  const mark = endMark({ points: points.slice(-1), name: describe("end", end), ...style });
  return start === end
    ? [mark]
    : [line, startMark({ points: points.slice(0, 1), name: describe("start", start) }), mark];
}

const describe = (name: string, { step, loss }: PlacedPoint): string =>
  `${name}, step ${step}: loss ${shorten(loss)}`;
