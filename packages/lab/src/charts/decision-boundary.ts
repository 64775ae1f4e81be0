/** @file The regions that a classifier tells apart in a plane, with examples on them. */

import { contours } from "d3-contour";
import { requireOptions } from "../checks.ts";
import { armStyles } from "./arm-style.ts";
import { linearAxis, pad, rangeOf } from "./axes.ts";
import { type Grid, gridPoints, ringsPath, spread } from "./contour.ts";
import { drawing, heightAround, layOut, type Point, SIZE } from "./layout.ts";
import { renderSvg, type Series } from "./render.ts";
import { type Group, groupSeries } from "./symbols.ts";

const PLOT_HEIGHT = 310;
/** Points along each axis at which the classifier is asked. */
const SAMPLES = 120;

export interface DecisionBoundaryOptions {
  readonly title?: string;
  /** What the axes show. */
  readonly x: string;
  readonly y: string;
  /** Examples by class, in the order of the classes. */
  readonly groups: readonly Group[];
  /** The class of each of some 14 000 points, or the probability of class 1; asked once. */
  readonly classify: (points: readonly Point[]) => ArrayLike<number> | Promise<ArrayLike<number>>;
}

/**
 * An SVG of the regions of classes, each in the colour of its examples.
 *
 * @example
 * const groups = [{ name: "left", points: [[-1, 0]] as const }, { name: "right", points: [[1, 0]] as const }];
 * const classify = (points: readonly (readonly [number, number])[]) => points.map(([x]) => (x < 0 ? 0 : 1));
 * (await decisionBoundary({ x: "x", y: "y", groups, classify })).slice(0, 4); // "<svg"
 */
export async function decisionBoundary(options: DecisionBoundaryOptions): Promise<string> {
  requireOptions("decisionBoundary", options, {
    needed: ["x", "y", "groups", "classify"],
    optional: ["title"],
  });
  const { title, groups, classify } = options;
  const points = groups.flatMap((group) => group.points);
  const axis = (name: string, which: 0 | 1) =>
    linearAxis(name, pad(rangeOf(points.map((point) => point[which])), 0.05));
  const [x, y] = [axis(options.x, 0), axis(options.y, 1)];
  const grid = { x: spread(x, SAMPLES), y: spread(y, SAMPLES) };
  const classes = Array.from(await classify(gridPoints(grid)), Math.round);
  const series = [...regions(grid, classes, groups), ...groupSeries(groups)];
  const label = `${title ? `${title}: ` : ""}regions of ${groups.map(({ name }) => name).join(", ")}`;
  const height = heightAround(PLOT_HEIGHT, { title, series });
  return renderSvg({ ...SIZE, height, label, option: layOut({ x, y, title, series }) });
}

/** An area for each class, in the colour of its group. */
function regions(grid: Grid, classes: readonly number[], groups: readonly Group[]): readonly Series[] {
  const styles = armStyles(groups.map(({ name }) => name));
  return groups.map(({ name }, own) => {
    const { color } = styles.get(name)!;
    const inside = classes.map((each) => (each === own ? 1 : 0));
    const [area] = contours().size([grid.x.length, grid.y.length]).thresholds([0.5])(inside);
    return drawing({
      color,
      anchor: [grid.x[0]!, grid.y[0]!],
      draw: (toPixel) => [
        {
          type: "path",
          shape: { pathData: ringsPath(area!, grid, toPixel) },
          style: { fill: color, fillOpacity: 0.16, stroke: color, strokeOpacity: 0.6, lineWidth: 1 },
        },
      ],
    });
  });
}
