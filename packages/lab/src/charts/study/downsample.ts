/** @file Long lines with few points: the least and the largest of each interval. */

import type { Point } from "../layout.ts";

/**
 * Keeps the first and the last point, and the lowest and the highest of each of `intervals` equal parts between them, so
 * that no spike is lost and the same points give the same picture. Lines of up to twice as many points stay as they are.
 *
 * @param position where on the axis an x is, so that the parts are equal in the picture
 */
export function downsample(
  points: readonly Point[],
  { intervals, position }: { readonly intervals: number; readonly position: (x: number) => number },
): readonly Point[] {
  if (points.length <= 2 * intervals) return points;
  const [first, last] = [position(points[0]![0]), position(points.at(-1)![0])];
  const intervalOf = ([x]: Point) => Math.floor((intervals * (position(x) - first)) / (last - first));
  const kept = new Set([0, points.length - 1]);
  let [start, lowest, highest] = [0, 0, 0];
  points.forEach((point, index) => {
    if (intervalOf(point) !== intervalOf(points[start]!)) {
      kept.add(lowest).add(highest);
      [start, lowest, highest] = [index, index, index];
    }
    if (point[1] < points[lowest]![1]) lowest = index;
    if (point[1] > points[highest]![1]) highest = index;
  });
  kept.add(lowest).add(highest);
  return [...kept].sort((a, b) => a - b).map((index) => points[index]!);
}
