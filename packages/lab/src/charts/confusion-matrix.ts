/** @file A confusion matrix: how the examples of each true class were classified. */

import { requireOptions } from "../checks.ts";
import { type Cell, type Matrix, matrixChart, requireMatrix } from "./matrix-chart.ts";
import { PALETTE } from "./theme.ts";

export interface ConfusionMatrixOptions {
  readonly title?: string;
  /** Counts: true classes in rows, predictions in columns. */
  readonly matrix: Matrix;
  /** Names of the rows and columns; their numbers by default. */
  readonly classes?: readonly string[];
}

/**
 * An SVG of a confusion matrix: counts as words, and the square root of each cell's share of its row as colour, so that
 * rare errors show.
 *
 * @example
 * confusionMatrix({ matrix: [[9, 1], [2, 8]], classes: ["ring", "moon"] }).slice(0, 4); // "<svg"
 */
export function confusionMatrix(options: ConfusionMatrixOptions): string {
  requireOptions("confusionMatrix", options, { needed: ["matrix"], optional: ["title", "classes"] });
  const { title, matrix } = options;
  const { classes = Array.isArray(matrix) ? matrix.map((_, index) => String(index)) : [] } = options;
  requireMatrix("confusionMatrix({ matrix })", matrix, { rows: classes.length, columns: classes.length });
  return matrixChart({
    title,
    label: `Confusion matrix${title ? ` of ${title}` : ""}: true classes in rows, predictions in columns`,
    rows: { title: "true class", names: classes },
    columns: { title: "predicted class", names: classes },
    cells: matrix.map(cellsOf),
  });
}

function cellsOf(row: readonly number[]): readonly Cell[] {
  const total = row.reduce((sum, count) => sum + count, 0);
  return row.map((count) => ({
    color: PALETTE[0]!,
    opacity: total > 0 ? Math.sqrt(count / total) : 0,
    text: String(count),
  }));
}
