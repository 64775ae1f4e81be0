/** @file Tables as data, and the two ways to show them: HTML and aligned text. */

import { type Html, html } from "./html.ts";

export interface Column {
  readonly label: string;
  /** Numbers end at the same place; words begin there. */
  readonly align: "start" | "end";
}

export interface Table {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly string[])[];
}

/** A table of words: the columns named first are words, the others numbers. */
export function table(labels: readonly string[], words: number, rows: Table["rows"]): Table {
  return { columns: labels.map((label, index) => ({ label, align: index < words ? "start" : "end" })), rows };
}

/** Shows a table in a page, scrolling by itself where the window is narrow. */
export function toHtml({ columns, rows }: Table): Html {
  const head = columns.map(({ label, align }) => html`<th class="${align}">${label}</th>`);
  const body = rows.map(
    (row) =>
      html`<tr>${row.map((cell, index) => html`<td class="${columns[index]!.align}">${cell}</td>`)}</tr>`,
  );
  return html`<div class="scroll"><table>
<thead><tr>${head}</tr></thead>
<tbody>${body}</tbody>
</table></div>`;
}

/** Shows a table in a terminal. */
export function toText({ columns, rows }: Table): string {
  const lines = [columns.map(({ label }) => label), ...rows];
  const widths = columns.map((_, index) => Math.max(...lines.map((line) => [...line[index]!].length)));
  const rule = widths.map((width) => "-".repeat(width));
  const pad = (cell: string, index: number) =>
    columns[index]!.align === "end" ? cell.padStart(widths[index]!) : cell.padEnd(widths[index]!);
  const [head, ...body] = lines.map((line) => line.map(pad).join("  ").trimEnd());
  return [head, rule.join("  "), ...body].join("\n");
}
