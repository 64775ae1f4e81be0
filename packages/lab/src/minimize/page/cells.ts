/** @file The table of one optimizer at one step, and its numbers for every step. */

import { shorten } from "../../charts/numbers.ts";
import type { MinimizePoint, MinimizeRun } from "../minimize.ts";

/** A row of the table: one number, or one for each variable. */
export interface Row {
  readonly label: string;
  read(path: readonly MinimizePoint[], index: number): number | readonly number[];
}

const difference = (path: readonly MinimizePoint[], index: number): readonly number[] =>
  path[index]!.x.map((value, axis) => value - (path[index - 1]?.x[axis] ?? Number.NaN));

const rows: readonly Row[] = [
  { label: "f", read: (path, index) => path[index]!.value },
  { label: "|gradient|", read: (path, index) => Math.hypot(...path[index]!.gradient) },
  { label: "step length", read: (path, index) => Math.hypot(...difference(path, index)) },
  { label: "position", read: (path, index) => path[index]!.x },
  { label: "gradient", read: (path, index) => path[index]!.gradient },
  { label: "step", read: difference },
  {
    label: "effective rate",
    read: (path, index) =>
      difference(path, index).map((step, axis) => -step / (path[index - 1]?.gradient[axis] ?? Number.NaN)),
  },
];

/** The rows of a run: what all have, and what its optimizer remembers. */
export function rowsOf({ path }: MinimizeRun): readonly Row[] {
  return [...rows, ...Object.keys(path[0]!.state ?? {}).flatMap((name) => stateRows(name, path))];
}

/** What is called v is mostly a mean of squares, so its root is shown too, which has the unit of gradients. */
function stateRows(name: string, path: readonly MinimizePoint[]): readonly Row[] {
  const row: Row = { label: name, read: (path, index) => path[index]!.state?.[name] ?? Number.NaN };
  const isSquare =
    name === "v" && path.every((_, index) => [row.read(path, index)].flat().every((value) => !(value < 0)));
  if (!isSquare) return [row];
  return [row, { label: "√v", read: (path, index) => [row.read(path, index)].flat().map(Math.sqrt) }];
}

/** A number as a cell shows it. */
export const toCell = (value: number): string =>
  Number.isNaN(value) ? "-" : Number.isFinite(value) ? shorten(value) : value > 0 ? "∞" : "-∞";
