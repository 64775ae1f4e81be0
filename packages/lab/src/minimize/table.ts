/** @file A path as a table for the terminal, and its end in words. */

import type { MinimizePoint, MinimizeResult } from "./minimize.ts";

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
 * How the path ended, in one line.
 *
 * @example
 * const point = { step: 3, x: [Number.NaN], value: Number.NaN, gradient: [Number.NaN] };
 * const result = { function: "x^2", optimizer: "sgd(9)", path: [point], status: "diverged" } as const;
 * describeEnd(result, ["x"]); // "Diverged at step 3: f = NaN and |gradient| = NaN at x = NaN. Try a smaller learning rate."
 */
export function describeEnd({ path, status }: MinimizeResult, variables: readonly string[]): string {
  const { step, x, value, gradient } = path.at(-1)!;
  const place = x.map((each, index) => `${variables[index]} = ${digits(each)}`).join(", ");
  const end = `f = ${digits(value)} and |gradient| = ${digits(Math.hypot(...gradient))} at ${place}.`;
  if (status === "done") return `Done after ${step} step${step === 1 ? "" : "s"}: ${end}`;
  const advice = step === 0 ? "Choose another start." : "Try a smaller learning rate.";
  return `Diverged at step ${step}: ${end} ${advice}`;
}

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
