/** @file The frames that the page plays: the steps shown, and for each run its point and its table there. */

import type { Point } from "../../charts/layout.ts";
import type { MinimizeRun } from "../minimize.ts";
import { rowsOf, toCell } from "./cells.ts";

/** More steps than these are sampled, so that a page stays small. */
const MOST_FRAMES = 1000;

/** The steps to show: all, or an even sample with the first and the last. */
export function frameSteps(steps: number): readonly number[] {
  const count = Math.min(steps, MOST_FRAMES);
  return Array.from({ length: count + 1 }, (_, frame) => Math.round((frame * steps) / Math.max(1, count)));
}

export interface RunFrames {
  readonly status: string;
  /** Pixels of the picture. */
  readonly points: readonly Point[];
  /** In the order of the table. */
  readonly cells: readonly (readonly string[])[];
}

/** What the page knows of a run, up to its end. */
export function runFrames(
  run: MinimizeRun,
  steps: readonly number[],
  toPixel: (point: MinimizeRun["path"][number]) => Point,
): RunFrames {
  const { path, status } = run;
  const last = path.length - 1;
  const shown = [...new Set(steps.map((step) => Math.min(step, last)))];
  const rows = rowsOf(run);
  const cells = shown.map((index) => rows.flatMap(({ read }) => [read(path, index)].flat().map(toCell)));
  return { status, points: shown.map((index) => toPixel(path[index]!)), cells };
}
