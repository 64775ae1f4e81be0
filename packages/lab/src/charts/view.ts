/** @file The part of an axis that a picture of paths shows. */

import { pad, type Range, rangeOf } from "./axes.ts";
import type { PathRun } from "./minimize-path.ts";

interface ViewOptions {
  /** Which variable. */
  readonly axis: number;
  /** The part of it that is known to matter. */
  readonly box?: readonly [low: number, high: number];
}

/**
 * The range that paths fill, widened. Runs that diverged are shown as far as there is room around the others, and
 * every run as far as there is room around a box.
 */
export function view(runs: readonly PathRun[], { axis, box }: ViewOptions): Range {
  const values = (some: readonly PathRun[]) => some.flatMap(({ path }) => path.map(({ x }) => x[axis]!));
  if (box) {
    const known = { min: box[0], max: box[1] };
    return rangeOf([...box, ...inside(values(runs), pad(known, 0.25))]);
  }
  const done = runs.filter(({ status }) => status === "done");
  if (done.length === 0 || done.length === runs.length) return pad(rangeOf(values(runs)), 0.25);
  const settled = rangeOf(values(done));
  return pad(rangeOf([settled.min, settled.max, ...inside(values(runs), pad(settled, 0.5))]), 0.25);
}

const inside = (values: readonly number[], { min, max }: Range): readonly number[] =>
  values.filter((value) => min <= value && value <= max);
