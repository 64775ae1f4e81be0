/** @file A landscape in words for the terminal. */

import { shorten } from "../charts/numbers.ts";
import { table, toText } from "../report/table.ts";
import type { LandscapePoint, LandscapeResult } from "./result.ts";

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

/** How the plane was chosen, and how much of the path it shows. */
export function describePlane({ explained }: Pick<LandscapeResult, "explained">): string {
  if (!explained) return "two random directions, each filter as long as the network's";
  const [first, second] = explained;
  return `the path's principal components, ${percent(first)} and ${percent(second)} of its variance`;
}

/** What was trained, the plane, and the loss at the start, on the way and on the plane. */
export function formatLandscape(result: LandscapeResult): string {
  const { study, arm, optimizer, steps, samples, x, y, path } = result;
  const rows = milestones(path).map(({ step, ...point }) => [
    String(step),
    ...[point.x, point.y, point.loss].map(shorten),
  ]);
  return [
    `${study}, ${arm}: ${optimizer}, ${steps} steps`,
    `plane: ${describePlane(result)}`,
    `loss: mean of ${samples} training images, at ${x.length} x ${y.length} points`,
    "",
    toText(table(["step", "x", "y", "loss"], 0, rows)),
    "",
    describeExtremes(result),
  ].join("\n");
}

const MOST_ROWS = 11;

/** The path, or an even sample of it with both ends. */
function milestones(path: readonly LandscapePoint[]): readonly LandscapePoint[] {
  const rows = Math.min(path.length, MOST_ROWS);
  const stride = (path.length - 1) / Math.max(1, rows - 1);
  return Array.from({ length: rows }, (_, row) => path[Math.round(row * stride)]!);
}

function describeExtremes({ x, y, loss }: LandscapeResult): string {
  const points = loss.flatMap((row, j) => row.map((value, i) => ({ value, x: x[i]!, y: y[j]! })));
  const sorted = points.filter(({ value }) => Number.isFinite(value)).sort((a, b) => a.value - b.value);
  const [lowest, highest] = [sorted[0], sorted.at(-1)].map(
    (point) => point && `${shorten(point.value)} at (${shorten(point.x)}, ${shorten(point.y)})`,
  );
  return `On the plane the loss goes from ${lowest} to ${highest}.`;
}
