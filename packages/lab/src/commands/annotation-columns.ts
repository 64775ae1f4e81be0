/** @file The columns of tags and notes, where any row has them. */

import type { Annotation } from "../store/store.ts";

const columns = {
  tags: ({ tags }) => tags.join(", "),
  notes: ({ notes }) => notes.replaceAll(/\s+/g, " "),
} satisfies Readonly<Record<string, (said: Required<Annotation>) => string>>;

/** Labels of the columns that these rows need, and the cells of a row. */
export function annotationColumns(rows: readonly Required<Annotation>[]) {
  const needed = Object.entries(columns).filter(([, cellOf]) => rows.some((row) => cellOf(row) !== ""));
  return {
    labels: needed.map(([label]) => label),
    cellsOf: (row: Required<Annotation>) => needed.map(([, cellOf]) => cellOf(row)),
  };
}
