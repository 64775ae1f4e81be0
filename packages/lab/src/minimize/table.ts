/** @file A path as a table for the terminal, and its end in words. */

import { table, toText } from "../report/table.ts";
import type { MinimizePoint, MinimizeResult, MinimizeRun } from "./minimize.ts";
import type { MinimizeRuns } from "./result.ts";

/** The start and 30 steps; a longer path is sampled. */
const MOST_ROWS = 31;

/**
 * The path in aligned columns: every step, or of a long path an even sample with the first and the last.
 *
 * @example
 * const point = { step: 0, x: [3], value: 9, gradient: [6] };
 * const result = { function: "x^2", optimizer: "sgd(0.1)", path: [point], status: "done" } as const;
 * formatPath(result, ["x"]).split("\n").at(-1); // "   0  3  9           6"
 */
export function formatPath(result: MinimizeResult, variables: readonly string[]): string {
  const rows = sample(result.path).map(({ step, x, value, gradient }) =>
    [step, ...x, value, Math.hypot(...gradient)].map(digits),
  );
  const table = align([["step", ...variables, "f", "|gradient|"], ...rows]);
  return [`f = ${result.function}`, result.optimizer, "", ...table].join("\n");
}

/**
 * Several runs, one row for each.
 *
 * @example
 * const point = { step: 3, x: [0], value: 0, gradient: [0] };
 * const runs = [{ optimizer: "sgd(0.1)", path: [point], status: "done" }] as const;
 * formatRuns({ function: "x^2", runs }, ["x"]).split("\n").at(-1); // "sgd(0.1)   done             3  0  0           0"
 */
export function formatRuns({ function: text, runs }: MinimizeRuns, variables: readonly string[]): string {
  const rows = runs.map(({ optimizer, path, status }) => {
    const { step, x, value, gradient } = path.at(-1)!;
    return [optimizer, status, ...[step, ...x, value, Math.hypot(...gradient)].map((each) => digits(each))];
  });
  const labels = ["optimizer", "status", "after step", ...variables, "f", "|gradient|"];
  const start = runs[0]!.path[0]!;
  return [
    `f = ${text}`,
    `from ${describePlace(start.x, variables)}: f = ${digits(start.value)}`,
    "",
    toText(table(labels, 2, rows)),
  ].join("\n");
}

/**
 * How the path ended, in one line.
 *
 * @example
 * const point = { step: 3, x: [Number.NaN], value: Number.NaN, gradient: [Number.NaN] };
 * const run = { optimizer: "sgd(9)", path: [point], status: "diverged" } as const;
 * describeEnd(run, ["x"]); // "Diverged at step 3: f = NaN and |gradient| = NaN at x = NaN. Try a smaller learning rate."
 */
export function describeEnd({ path, status }: MinimizeRun, variables: readonly string[]): string {
  const { step, x, value, gradient } = path.at(-1)!;
  const place = describePlace(x, variables);
  const end = `f = ${digits(value)} and |gradient| = ${digits(Math.hypot(...gradient))} at ${place}.`;
  if (status === "done") return `Done after ${step} step${step === 1 ? "" : "s"}: ${end}`;
  const advice = step === 0 ? "Choose another start." : "Try a smaller learning rate.";
  return `Diverged at step ${step}: ${end} ${advice}`;
}

const describePlace = (x: readonly number[], variables: readonly string[]): string =>
  x.map((each, index) => `${variables[index]} = ${digits(each)}`).join(", ");

function sample(path: readonly MinimizePoint[]): readonly MinimizePoint[] {
  const rows = Math.min(path.length, MOST_ROWS);
  const stride = (path.length - 1) / Math.max(1, rows - 1);
  return Array.from({ length: rows }, (_, row) => path[Math.round(row * stride)]!);
}

function digits(value: number): string {
  return String(Number(value.toPrecision(10)));
}

function align(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) => row.map((cell, column) => cell.padStart(widths[column]!)).join("  "));
}
