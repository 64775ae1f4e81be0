/** @file Fewer points of a curve, always the same ones: the lowest and highest of equal parts, the first and the last. */

interface Valued {
  readonly value: number;
}

/**
 * At most `most` points of a curve in their order. Of each part the lowest and the highest value stay, so that no spike is
 * lost; a part with numbers that are not finite keeps the first of them as well.
 *
 * @example
 * const curve = [3, 1, 4, 1, 5, 9, 2, 6].map((value, step) => ({ step, value }));
 * downsample(curve, 4).map(({ value }) => value); // [3, 1, 9, 6]
 */
export function downsample<Point extends Valued>(points: readonly Point[], most: number): readonly Point[] {
  if (points.length <= most) return points;
  const inner = points.slice(1, -1);
  const parts = Math.max(1, Math.floor((most - 2) / 2));
  const chosen = new Set<Point>([points[0]!, points.at(-1)!]);
  for (let part = 0; part < parts; part++) {
    const own = inner.slice(
      Math.floor((part * inner.length) / parts),
      Math.floor(((part + 1) * inner.length) / parts),
    );
    for (const point of extremes(own)) chosen.add(point);
  }
  return points.filter((point) => chosen.has(point));
}

function extremes<Point extends Valued>(points: readonly Point[]): readonly Point[] {
  const wild = points.find(({ value }) => !Number.isFinite(value));
  const tame = points.filter(({ value }) => Number.isFinite(value));
  if (tame.length === 0) return wild ? [wild] : [];
  const lowest = tame.reduce((least, point) => (point.value < least.value ? point : least));
  const highest = tame.reduce((most, point) => (point.value > most.value ? point : most));
  return wild ? [lowest, highest, wild] : [lowest, highest];
}
