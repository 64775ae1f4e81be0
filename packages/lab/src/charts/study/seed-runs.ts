/** @file The runs of one group of seeds: which diverged, and the others reduced to a line and a band. */

import type { Point } from "../layout.ts";
import type { Reduction } from "./spread.ts";

export interface SeedRun {
  /** Pairs of x and y by rising x, of this seed. */
  readonly points: readonly Point[];
  /** Whether it diverged; a run with a y that is not finite has. */
  readonly diverged?: boolean;
}

export interface SeedGroup {
  readonly name: string;
  readonly runs: readonly SeedRun[];
}

export interface SeedSummary {
  readonly name: string;
  readonly seeds: number;
  /** The points of the runs that did not diverge. */
  readonly finished: readonly (readonly Point[])[];
  /** Those of the others, up to the first that is not finite. */
  readonly diverged: readonly (readonly Point[])[];
  readonly center: readonly Point[];
  readonly low: readonly Point[];
  readonly high: readonly Point[];
  /** Whether seeds were read between their points, since they have others. */
  readonly isInterpolated: boolean;
  /** Whether the line ends before a seed does, or begins after. */
  readonly isCut: boolean;
}

/** Points of the line where seeds have none in common. */
const SHARED = 400;

/** The runs of a group, reduced at each x where all that did not diverge have a value. */
export function summariseSeeds({ name, runs }: SeedGroup, reduction: Reduction): SeedSummary {
  const cut = runs.map(({ points, diverged = false }) => {
    const end = points.findIndex(([, y]) => !Number.isFinite(y));
    const isLost = diverged || end >= 0;
    return { isLost, points: end < 0 ? points : points.slice(0, end) };
  });
  const finished = cut
    .filter(({ isLost, points }) => !isLost && points.length > 0)
    .map(({ points }) => points);
  const diverged = cut.filter(({ isLost }) => isLost).map(({ points }) => points);
  const { at, values, isInterpolated } = align(finished);
  const spreads = at.map((x, index) => ({ x, ...reduction.of(values.map((run) => run[index]!)) }));
  const edge = (side: "low" | "high") =>
    spreads.flatMap(({ x, [side]: y }): Point[] => (y === null ? [] : [[x, y]]));
  return {
    name,
    seeds: runs.length,
    finished,
    diverged,
    center: spreads.map(({ x, center }): Point => [x, center]),
    low: edge("low"),
    high: edge("high"),
    isInterpolated,
    isCut: finished.some((points) => points[0]![0] !== at[0] || points.at(-1)![0] !== at.at(-1)),
  };
}

interface Aligned {
  readonly at: readonly number[];
  /** Of each run, at these. */
  readonly values: readonly (readonly number[])[];
  readonly isInterpolated: boolean;
}

/** The values of runs at the x that they share, or on lines between their points where they share fewer than half. */
function align(runs: readonly (readonly Point[])[]): Aligned {
  if (runs.length === 0) return { at: [], values: [], isInterpolated: false };
  const [first] = runs;
  const isSame = runs.every(
    (points) => points.length === first!.length && points.every(([x], index) => x === first![index]![0]),
  );
  if (isSame) {
    const values = runs.map((points) => points.map(([, y]) => y));
    return { at: first!.map(([x]) => x), values, isInterpolated: false };
  }
  const maps = runs.map((points) => new Map(points));
  const shared = [...maps[0]!.keys()].filter((x) => maps.every((map) => map.has(x)));
  if (2 * shared.length >= Math.max(...maps.map(({ size }) => size))) {
    return { at: shared, values: maps.map((map) => shared.map((x) => map.get(x)!)), isInterpolated: false };
  }
  const from = Math.max(...runs.map((points) => points[0]![0]));
  const to = Math.min(...runs.map((points) => points.at(-1)![0]));
  const own = [...new Set(runs.flatMap((points) => points.map(([x]) => x)))].sort((a, b) => a - b);
  const inside = own.filter((x) => from <= x && x <= to);
  const at = thin(inside, SHARED);
  return { at, values: runs.map((points) => at.map((x) => valueAt(points, x))), isInterpolated: true };
}

/** At most so many of a list, evenly, with its ends. */
function thin(list: readonly number[], most: number): readonly number[] {
  if (list.length <= most) return list;
  return Array.from(
    { length: most },
    (_, index) => list[Math.round((index * (list.length - 1)) / (most - 1))]!,
  );
}

/** On the line between the points beside an x. */
function valueAt(points: readonly Point[], x: number): number {
  let [low, high] = [0, points.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (points[middle]![0] <= x) low = middle;
    else high = middle;
  }
  const [[x0, y0], [x1, y1]] = [points[low]!, points[high]!];
  const part = x1 > x0 ? (x - x0) / (x1 - x0) : 0;
  return (1 - part) * y0 + part * y1;
}
