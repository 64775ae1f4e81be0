/** @file The paths of optimizers over a function, and the part of each that a picture can show. */

export interface PathPoint {
  readonly step: number;
  readonly x: readonly number[];
  readonly value: number;
}

/** What a picture needs of one optimizer. */
export interface PathRun {
  readonly optimizer: string;
  /** From the start on, which is step 0. */
  readonly path: readonly PathPoint[];
  readonly status: string;
}

/** What a picture needs of a minimisation. */
export interface MinimizePaths {
  /** The expression, and its name where it has one. */
  readonly function: string;
  readonly name?: string;
  readonly runs: readonly PathRun[];
}

/** How many times farther than its first step a diverging path is followed. */
const REACH = 30;

/** The path while it is finite; of a diverging one, whose steps grow without end, only the beginning. */
export function visiblePath({ path, status }: Pick<PathRun, "path" | "status">): readonly PathPoint[] {
  const reach = status === "diverged" ? REACH * distance(path, 1) : Number.POSITIVE_INFINITY;
  const isLost = ({ value }: PathPoint, index: number) =>
    !Number.isFinite(value) || !(distance(path, index) <= reach);
  const end = path.findIndex(isLost);
  return end < 0 ? path : path.slice(0, Math.max(1, end));
}

/** The largest difference in one variable between a point of the path and the start. */
function distance(path: readonly PathPoint[], index: number): number {
  const start = path[0]!.x;
  const { x } = path[index] ?? path[0]!;
  return x.reduce((most, value, axis) => Math.max(most, Math.abs(value - start[axis]!)), 0);
}
