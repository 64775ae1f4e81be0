/** @file The table of a landscape for the terminal. */

import { shorten } from "../charts/numbers.ts";
import { table, toText } from "../report/table.ts";
import type { LandscapePoint, LandscapeResult, LandscapeRun } from "./result.ts";

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

/** How the plane was chosen, and how much of the paths it shows. */
function describePlane({ explained, runs }: LandscapeResult): string {
  if (!explained) return "two random directions, each filter as long as the network's";
  const [first, second] = explained.map(percent);
  const [whose, their] = runs.length === 1 ? ["path's", "its"] : ["paths'", "their"];
  return `the ${whose} principal components, ${first} and ${second} of ${their} variance`;
}

/** What was trained, the plane, and the loss on the way, or at the end of each of several, and on the plane. */
export function formatLandscape(result: LandscapeResult): string {
  const { study, steps, samples, x, y, runs } = result;
  const [{ arm, optimizer, path }, ...others] = runs as readonly [LandscapeRun, ...LandscapeRun[]];
  const isAlone = others.length === 0;
  return [
    isAlone ? `${study}, ${arm}: ${optimizer}, ${steps} steps` : `${study}, ${steps} steps of each arm`,
    `plane: ${describePlane(result)}`,
    `loss: mean of ${samples} training images, at ${x.length} x ${y.length} points`,
    ...(isAlone ? [] : [`start: loss ${shorten(path[0]!.loss)} at ${place(path[0]!)}`]),
    "",
    isAlone ? pathTable(path) : endTable(runs),
    "",
    describeExtremes(result),
  ].join("\n");
}

const place = ({ x, y }: Pick<LandscapePoint, "x" | "y">): string => `(${shorten(x)}, ${shorten(y)})`;

const coordinates = ({ x, y, loss }: LandscapePoint): readonly string[] => [x, y, loss].map(shorten);

function pathTable(path: readonly LandscapePoint[]): string {
  const rows = milestones(path).map((point) => [String(point.step), ...coordinates(point)]);
  return toText(table(["step", "x", "y", "loss"], 0, rows));
}

function endTable(runs: readonly LandscapeRun[]): string {
  const rows = runs.map(({ arm, optimizer, path }) => [arm, optimizer, ...coordinates(path.at(-1)!)]);
  return toText(table(["arm", "optimizer", "x", "y", "loss at the end"], 2, rows));
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
    (point) => point && `${shorten(point.value)} at ${place(point)}`,
  );
  return `On the plane the loss goes from ${lowest} to ${highest}.`;
}
