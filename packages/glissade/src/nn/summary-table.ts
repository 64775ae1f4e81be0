/** @file The table of a summary: aligned columns of text. */

import { formatShape } from "../graph/shape.ts";
import { type Column, formatBytes, grouped, toLines } from "../text-table.ts";
import type { SummaryRow } from "./summary.ts";

/** The layer without its parts, which have rows of their own: `repeat(4, residual(linear(3)))` becomes `repeat(4)`. */
function shortName(name: string): string {
  if (!/\(.*\(/.test(name)) return name;
  const [, kind, count] = /^(.*?)\((?:(\d+),)?/.exec(name)!;
  return count === undefined ? kind! : `${kind}(${count})`;
}

function labelOf({ part, name, depth, calls }: SummaryRow, hasParts: boolean): string {
  const layer = hasParts ? shortName(name) : name;
  const times = calls === 1 ? "" : ` × ${calls}`;
  return `${"  ".repeat(depth)}${part === "" ? "" : `${part}: `}${layer}${times}`;
}

const formatOutputs = ({ outputs }: SummaryRow): string =>
  outputs.map(({ path, shape }) => `${path && `${path} `}${formatShape(shape)}`).join(", ");

/** The rows below one another, with a line of totals; the column of the state only where there is some. */
export function formatSummary(rows: readonly SummaryRow[]): string {
  const [whole] = rows as [SummaryRow];
  const numbers = (title: string, of: (row: SummaryRow) => number): Column => ({
    title,
    cells: rows.map((row) => grouped(of(row))),
    isNumber: true,
  });
  const hasParts = rows.map(({ depth }, index) => (rows[index + 1]?.depth ?? 0) > depth);
  const labels = rows.map((row, index) => labelOf(row, hasParts[index]!));
  const state = whole.state > 0 ? [numbers("state", (row) => row.state)] : [];
  const lines = toLines([
    { title: "layer", cells: labels, isNumber: false },
    { title: "output", cells: rows.map(formatOutputs), isNumber: false },
    numbers("parameters", (row) => row.parameters),
    ...state,
    numbers("FLOPs", (row) => row.flops),
  ]);
  const totals = [
    `${grouped(whole.parameters)} parameters`,
    ...(whole.state > 0 ? [`${grouped(whole.state)} numbers of state`] : []),
    formatBytes(whole.bytes),
    `${grouped(whole.flops)} FLOPs`,
  ];
  return [...lines, totals.join(", ")].join("\n");
}
