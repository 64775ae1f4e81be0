/** @file Fewer points of a curve that look like all of them: the lowest and the highest of equal parts. */

interface Valued {
  readonly value: number;
}

/**
 * At most so many of the points, in their order: the first, the last, and of equal numbers of those between the lowest
 * and the highest value. NaN counts as the highest, so that no curve hides it. The same points give the same choice.
 *
 * @param points - in the order of their steps
 * @param most - at least 2
 * @returns the points themselves where they are few enough
 * @example
 * const points = [5, 1, 9, 2, 3, 7].map((value, step) => ({ step, value }));
 * downsample(points, 4).map(({ value }) => value); // [5, 1, 9, 7]
 */
export function downsample<Point extends Valued>(points: readonly Point[], most: number): readonly Point[] {
  if (points.length <= most) return points;
  const last = points.length - 1;
  const parts = Math.floor((most - 2) / 2);
  const between = Array.from({ length: parts }, (_, part) => {
    const at = (edge: number): number => 1 + Math.floor((edge * (last - 1)) / parts);
    return extremes(points, at(part), at(part + 1));
  });
  return [0, ...between.flat(), last].map((index) => points[index]!);
}

/** Where the lowest and the highest of some points are, in their order: one index where they are the same. */
function extremes(points: readonly Valued[], from: number, to: number): number[] {
  let low = from;
  let high = from;
  for (let index = from + 1; index < to; index++) {
    if (isHigher(points[low]!, points[index]!)) low = index;
    if (isHigher(points[index]!, points[high]!)) high = index;
  }
  return low === high ? [low] : [low, high].sort((a, b) => a - b);
}

const isHigher = (a: Valued, b: Valued): boolean =>
  Number.isNaN(a.value) ? !Number.isNaN(b.value) : a.value > b.value;
