/** @file The rows of `npm run bench` as lines of text and as a Markdown table. */

import type { Row } from "./measure.ts";
import { workloads } from "./workloads.ts";

interface Column {
  readonly head: string;
  readonly unit: string;
  readonly width: number;
}

const columnOf = (head: string, unit: string, width: number): Column => ({ head, unit, width });

/** Of the lines of text, which fit 100 columns beside a peer without variants. */
const columns: readonly Column[] = [
  columnOf("workload", "", 13),
  columnOf("threads", "", 7),
  columnOf("ours", "ms", 6),
  columnOf("other", "ms", 5),
  columnOf("ratio", "", 5),
  columnOf("lowest to", "highest", 9),
  columnOf("ready", "s", 9),
  columnOf("peak", "MB", 9),
  columnOf("limit", "%", 5),
  columnOf("the other", "", 9),
];

const number = (value: number | undefined): string => {
  if (value === undefined) return "-";
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
};

/** Ours and the other's, with the same unit. */
const pair = ({ glissade, other }: Row["ready"], each: (value: number) => string): string =>
  [glissade, ...(other === undefined ? [] : [other])].map(each).join(" / ");

const seconds = (milliseconds: number) => (milliseconds / 1000).toFixed(2);
const megabytes = (bytes: number) => (bytes / 1e6).toFixed(0);

const cellsOf = (row: Row): string[] => [
  ...[row.workload, `${row.threads}`, number(row.glissade), number(row.other), row.peer ?? "-"],
  row.ratio?.toFixed(2) ?? "-",
  row.spread.ratio?.map((value) => value.toFixed(2)).join(" to ") ?? "-",
  pair(row.ready, seconds),
  pair(row.peak, megabytes),
  `${(100 * row.share).toFixed(0)} %`,
];

const line = (cells: readonly string[]): string =>
  cells
    .map((cell, column) => cell.padEnd(columns[column]!.width))
    .join("  ")
    .trimEnd();

/** Names and units of the columns. */
export const textHead: string = [
  line(columns.map(({ head }) => head)),
  line(columns.map(({ unit }) => unit)),
].join("\n");

/** The cells of a Markdown table, closer, the other's version without its build. */
export function textLine(row: Row): string {
  const [workload, threads, ours, other, peer, ratio, ...rest] = cellsOf(row);
  const close = rest.map((cell) => cell.replace(" to ", "-").replace(" / ", "/").replace(" %", ""));
  return line([workload!, threads!, ours!, other!, ratio!, ...close, peer!.replace(/\+\S+/, "")]);
}

const isFirst = (row: Row, index: number, rows: readonly Row[]): boolean =>
  index === rows.findIndex(({ workload, threads }) => workload === row.workload && threads === row.threads);

/** A table of the workloads beside the first peer of each, and one of the other peers. */
export function markdownTables(rows: readonly Row[]): string {
  const first = rows.filter(isFirst);
  const others = rows.filter((row) => !first.includes(row));
  const main = [
    [
      "training step",
      "threads",
      "Glissade, ms",
      `${first[0]?.peer ?? "other"}, ms`,
      ...COMMON,
      "of the limit",
    ],
    ...first.map((row) => {
      const [name, threads, ours, other, , ...rest] = cellsOf(row);
      return [`\`${name}\`: ${workloads[row.workload]!.about}`, threads!, ours!, other!, ...rest];
    }),
  ];
  const second = [
    ["training step", "threads", "Glissade, ms", "other, ms", "other", ...COMMON],
    ...others.map((row) => [`\`${row.workload}\``, ...cellsOf(row).slice(1, -1)]),
  ];
  return [main, ...(others.length > 0 ? [second] : [])].map(markdownTable).join("\n\n");
}

const COMMON = ["ratio", "lowest to highest", "ready, s", "peak memory, MB"];

function markdownTable([head, ...body]: readonly (readonly string[])[]): string {
  const all = [head!, ...body];
  const widths = head!.map((_, column) => Math.max(...all.map((cells) => cells[column]!.length)));
  const rule = widths.map((width) => "-".repeat(width));
  const padded = (cells: readonly string[]) => cells.map((cell, column) => cell.padEnd(widths[column]!));
  return [head!, rule, ...body].map((cells) => `| ${padded(cells).join(" | ")} |`).join("\n");
}
