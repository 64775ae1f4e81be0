/** @file The p-values of all pairs, as a matrix. */

import { ArgumentError } from "glissade";
import { requireOptions, show } from "../../checks.ts";
import { type Cell, type Matrix, matrixChart, requireMatrix } from "../matrix-chart.ts";
import { MUTED, PALETTE } from "../theme.ts";
import { legendKey } from "./keys.ts";

export interface PairwiseMatrixOptions {
  readonly title?: string;
  readonly names: readonly string[];
  /** For each pair, corrected for their number; NaN where there is no test. The diagonal is left out. */
  readonly p: Matrix;
  /** For each pair, the row's mean minus the column's: says which of them is above. */
  readonly differences?: Matrix;
  /** Such as `"Welch's t test, Holm"`; `"p-values"` by default. */
  readonly test?: string;
  /** Below it a difference is called shown; 0.05 by default. */
  readonly level?: number;
}

const [ABOVE, BELOW] = [PALETTE[0]!, PALETTE[1]!];

/** Opacities of p-values below the level, a fifth and a fiftieth of it. */
const SHADES = [
  [1 / 50, 0.9],
  [1 / 5, 0.55],
  [1, 0.3],
] as const;

/**
 * An SVG of p-values: cells are coloured where the difference of row and column is shown, deeper for smaller p; blue
 * where the row is above the column, or where that is not given, orange where it is below.
 *
 * @example
 * const p = [[Number.NaN, 0.01], [0.01, Number.NaN]];
 * pairwiseMatrix({ names: ["sgd", "adam"], p }).slice(0, 4); // "<svg"
 *
 * @throws ArgumentError for a matrix that is not square, and p-values outside [0, 1]
 */
export function pairwiseMatrix(options: PairwiseMatrixOptions): string {
  requireOptions("pairwiseMatrix", options, {
    needed: ["names", "p"],
    optional: ["title", "differences", "test", "level"],
  });
  const { title, names, p, differences, test = "p-values", level = 0.05 } = options;
  checkMatrices(options);
  const side = (name: string) => ({ title: name, names });
  const cells = p.map((row, i) =>
    row.map((value, j) => (i === j ? EMPTY : cellOf(value, { level, difference: differences?.[i]?.[j] }))),
  );
  const keys = differences
    ? [
        legendKey({ name: `row above column, p < ${level}`, icon: "block", color: ABOVE, opacity: 0.9 }),
        legendKey({ name: `row below column, p < ${level}`, icon: "block", color: BELOW, opacity: 0.9 }),
      ]
    : [legendKey({ name: `p < ${level}`, icon: "block", color: ABOVE, opacity: 0.9 })];
  return matrixChart({
    title,
    subtitle: `${test}; deeper below ${shortP(level / 5)} and ${shortP(level / 50)}`,
    label: `${title ? `${title}: ` : ""}${test} of all pairs of ${names.join(", ")}`,
    description: describe(options),
    rows: side("row"),
    columns: side("column"),
    cells,
    keys,
  });
}

function checkMatrices({ names, p, differences, level = 0.05 }: PairwiseMatrixOptions): void {
  const size = { rows: names.length, columns: names.length };
  requireMatrix("pairwiseMatrix({ p })", p, size);
  if (differences) requireMatrix("pairwiseMatrix({ differences })", differences, size);
  const wrong = p.flat().findIndex((value) => typeof value !== "number" || value < 0 || value > 1);
  if (wrong >= 0) {
    throw new ArgumentError({
      where: "pairwiseMatrix({ p })",
      rule: `must be from 0 to 1, got ${show(p.flat()[wrong])}`,
      fix: "Write NaN for a pair without a test",
    });
  }
  if (level > 0 && level < 1) return;
  throw new ArgumentError({
    where: "pairwiseMatrix({ level })",
    rule: `must be between 0 and 1, got ${show(level)}`,
  });
}

const EMPTY: Cell = { color: MUTED, opacity: 0.12, text: "" };

function cellOf(
  p: number,
  { level, difference }: { readonly level: number; readonly difference?: number },
): Cell {
  if (Number.isNaN(p)) return { color: MUTED, opacity: 0, text: "none" };
  const opacity = SHADES.find(([share]) => p < share * level)?.[1] ?? 0;
  return { color: difference !== undefined && difference < 0 ? BELOW : ABOVE, opacity, text: shortP(p) };
}

/** Two digits, and an exponent below a thousandth. */
const shortP = (p: number): string =>
  p === 0 || p >= 1e-3 ? String(Number(p.toPrecision(2))) : p.toExponential(0);

function describe({ names, p, level = 0.05 }: PairwiseMatrixOptions): string {
  const pairs = names.flatMap((a, i) => names.slice(i + 1).map((b, j) => ({ a, b, p: p[i]![i + 1 + j]! })));
  const shown = pairs.filter((pair) => pair.p < level);
  const words = shown.map((pair) => `${pair.a} and ${pair.b} (p = ${shortP(pair.p)})`).join(", ");
  return `${shown.length} of ${pairs.length} differences are shown at p < ${level}${words && `: ${words}`}.`;
}
