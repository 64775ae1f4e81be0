const listKind = kind.rule<readonly object[]>("a list of iterations", Array.isArray);

/** @file The iterations of a solver as text. */

import { requireRecord } from "../options/arguments.ts";
import { kind, requireKind } from "../options/kinds.ts";
import { describeTermination, type TerminationReason } from "./termination.ts";

/** What a table shows: rows of numbers and booleans with the same names, and why the last one is the last. */
export interface Iterated<Row extends object> {
  readonly iterations: readonly Row[];
  readonly reason: TerminationReason;
}

/**
 * The iterations of a result as aligned text: a heading of their names, a line each, and why the solver stopped.
 *
 * @example
 * const iterations = [
 *   { iteration: 0, value: 4, stepSize: 0 },
 *   { iteration: 1, value: 0.25, stepSize: 1 },
 * ];
 * const table = solve.formatIterations({ iterations, reason: "maxIterations" });
 * table.split("\n")[2]; // "        1  2.500000e-1          1"
 */
export function formatIterations<Row extends object>(run: Iterated<Row>): string {
  requireRecord("formatIterations", run);
  const { iterations, reason } = run;
  requireKind("formatIterations: iterations", kind.needed(listKind), iterations);
  const names = Object.keys(Object.assign({}, ...iterations));
  const columns = names.map((name) => {
    const cells = [toWords(name), ...formatColumn(iterations.map((row) => row[name as keyof Row]))];
    const width = Math.max(...cells.map((cell) => cell.length));
    return cells.map((cell) => cell.padStart(width));
  });
  const lines = [undefined, ...iterations].map((_, line) => columns.map((cells) => cells[line]).join("  "));
  return [...lines, `${reason}: ${describeTermination(reason)}`].join("\n");
}

/** stepSize becomes "step size". */
const toWords = (name: string): string => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

/** Counts as they are, other numbers with seven digits, and nothing where a row lacks the name. */
function formatColumn(values: readonly unknown[]): string[] {
  const counts = values.every((value) => value === undefined || Number.isInteger(value));
  return values.map((value) => {
    if (typeof value === "boolean") return value ? "yes" : "no";
    if (typeof value !== "number") return "";
    return counts ? `${value}` : value.toExponential(6);
  });
}
