/** @file What parallel coordinates are drawn of: trials by rank, their lines, and upright axes. */

import { type Point, type Shape, SIZE, type ToPixel } from "../layout.ts";
import { INK, MUTED, PALETTE } from "../theme.ts";
import { wrap } from "../wrap.ts";
import { type Coordinate, NONE } from "./coordinate.ts";
import { textShape } from "./rows.ts";

/** Pixels beside the plot for names of parameters and choices. */
export const SIDE = 74;
export const [COLOR, BEST] = [PALETTE[0]!, PALETTE[1]!];
/** Where the lines of diverged trials end: above the axis of the score. */
const LOST = 1.07;

export interface Trial {
  /** By the names of the parameters; the line of a trial without one passes below its axis. */
  readonly values: Readonly<Record<string, number | string | undefined>>;
  /** Not finite where the trial diverged. */
  readonly score: number;
}

export interface RankedTrial extends Trial {
  /** From 0, the best, to 1; `null` where the trial diverged. */
  readonly rank: number | null;
}

/** The worst first, so that better ones are drawn over them. */
export function rankTrials(trials: readonly Trial[], better: "lower" | "higher"): readonly RankedTrial[] {
  const sign = better === "lower" ? 1 : -1;
  const lost = trials.filter(({ score }) => !Number.isFinite(score));
  const finished = trials
    .filter(({ score }) => Number.isFinite(score))
    .sort((a, b) => sign * (b.score - a.score));
  return [
    ...lost.map((trial) => ({ ...trial, rank: null })),
    ...finished.map((trial, index) => ({ ...trial, rank: 1 - (index + 1) / finished.length })),
  ];
}

/** The line of a trial. */
export function trialShapes(
  { values, score, rank }: RankedTrial,
  axes: readonly Coordinate[],
  toPixel: ToPixel,
): readonly Shape[] {
  const end = rank === null ? LOST : axes.at(-1)!.at(score);
  const heights = [...axes.slice(0, -1).map((axis) => axis.at(values[axis.name])), end];
  const points = heights.map((height, index) => [...toPixel([index, height ?? NONE])]);
  const line: Shape = { type: "polyline", shape: { points }, style: { fill: "none", ...styleOf(rank) } };
  return rank === null ? [line, triangle(toPixel([axes.length - 1, LOST]))] : [line];
}

function styleOf(rank: number | null) {
  if (rank === null) return { stroke: MUTED, lineWidth: 1, opacity: 0.7, lineDash: [3, 3] };
  if (rank === 0) return { stroke: BEST, lineWidth: 3 };
  return { stroke: COLOR, lineWidth: 1.5, opacity: 0.85 - 0.7 * rank };
}

const triangle = ([x, y]: Point): Shape => ({
  type: "polygon",
  shape: {
    points: [
      [x, y - 5],
      [x + 5, y + 4],
      [x - 5, y + 4],
    ],
  },
  style: { fill: MUTED },
});

/** An upright line with its ticks at the left, and its name below. */
export function axisShapes(
  { label, ticks }: Coordinate,
  index: number,
  { toPixel, count }: { readonly toPixel: ToPixel; readonly count: number },
): readonly Shape[] {
  const [[x, bottom], [, top]] = [toPixel([index, 0]), toPixel([index, 1])];
  const room = (SIZE.width - 2 * SIDE) / Math.max(1, count - 1) - 6;
  const style = { stroke: MUTED, lineWidth: 1 };
  const line: Shape = { type: "line", shape: { x1: x, x2: x, y1: bottom, y2: top }, style };
  const labels = ticks.flatMap(({ at, text }): Shape[] => {
    const [, y] = toPixel([index, at]);
    const words = { x: x - 6, y, align: "right", fill: MUTED, fontSize: 11, halo: true } as const;
    return [{ type: "line", shape: { x1: x - 4, x2: x, y1: y, y2: y }, style }, textShape(text, words)];
  });
  const names = wrap(label, { width: Math.max(48, Math.min(2 * SIDE - 12, room)), fontSize: 12 }).slice(0, 3);
  const words = names.map((text, row) =>
    textShape(text, { x, y: bottom + 36 + 14 * row, align: "center", fill: INK, fontSize: 12 }),
  );
  return [line, ...labels, ...words];
}
