/** @file Tables as Markdown and LaTeX. */

import { ArgumentError } from "glissade";
import { requireRow, requireRows } from "./check-rows.ts";

export interface TextTable {
  readonly columns: readonly { readonly label: string; readonly align: "start" | "end" }[];
  readonly rows: readonly (readonly string[])[];
}

/**
 * Writes a table in Markdown.
 *
 * @example
 * const columns = [{ label: "arm", align: "start" as const }, { label: "loss", align: "end" as const }];
 * toMarkdown({ columns, rows: [["a|b", "0.5 ± 0.1"]] }); // "| arm | loss |\n| :-- | --: |\n| a\\|b | 0.5 ± 0.1 |\n"
 *
 * @throws ArgumentError where a row has another number of cells than there are columns.
 */
export function toMarkdown(table: TextTable): string {
  const { columns, rows } = requireTable("toMarkdown", table);
  const rule = columns.map(({ align }) => (align === "end" ? "--:" : ":--"));
  const lines = [
    columns.map(({ label }) => markdownText(label)),
    rule,
    ...rows.map((row) => row.map(markdownText)),
  ];
  return lines.map((cells) => `| ${cells.join(" | ")} |\n`).join("");
}

/** A text that Markdown shows as it is, in one line of a table. */
const markdownText = (text: string): string =>
  text.replace(/[\\`*_[\]<>|&~$]|^[#+-](?=\s)/g, "\\$&").replace(/\s*[\r\n]+\s*/g, " ");

/**
 * Writes a table in LaTeX, with the rules of the package booktabs; numbers with their intervals are set in math.
 *
 * @example
 * const columns = [{ label: "arm", align: "start" as const }, { label: "loss", align: "end" as const }];
 * toLatex({ columns, rows: [["a_b", "0.5 ± 0.1"]] }).split("\n")[4]; // "a\\_b & $0.5 \\pm 0.1$ \\\\"
 *
 * @throws ArgumentError where a row has another number of cells than there are columns.
 */
export function toLatex(table: TextTable): string {
  const { columns, rows } = requireTable("toLatex", table);
  const toRow = (cells: readonly string[]) => `${cells.join(" & ")} \\\\`;
  const lines = [
    `\\begin{tabular}{${columns.map(({ align }) => (align === "end" ? "r" : "l")).join("")}}`,
    "\\toprule",
    toRow(columns.map(({ label }) => latexText(label))),
    "\\midrule",
    ...rows.map((row) => toRow(row.map(latexCell))),
    "\\bottomrule",
    "\\end{tabular}",
  ];
  return `${lines.join("\n")}\n`;
}

const decimal = String.raw`[+\-−]?(?:\d[\d,]*\.?\d*|\.\d+)(?:e[+-]?\d+)?`;

/** A number, perhaps with a percent sign, a half width or an interval behind it. */
const number = new RegExp(`^(?:(?:[<>≥≤] ?)?${decimal})(?: ?%)?(?: ± ${decimal}(?: ?%)?)?$`, "i");
const interval = new RegExp(`^\\[${decimal}(?: ?%)?(?:, | to )${decimal}(?: ?%)?\\]$`, "i");

function latexCell(text: string): string {
  if (number.test(text) || interval.test(text)) return `$${latexMath(text)}$`;
  const ends = text.split(" to ");
  return ends.length === 2 && ends.every((end) => number.test(end))
    ? ends.map((end) => `$${latexMath(end)}$`).join(" to ")
    : latexText(text);
}

/** How characters are written in a text. */
const inText: Readonly<Record<string, string>> = {
  "\\": "\\textbackslash{}",
  "~": "\\textasciitilde{}",
  "^": "\\textasciicircum{}",
  "<": "\\textless{}",
  ">": "\\textgreater{}",
  "|": "\\textbar{}",
  '"': "\\textquotedbl{}",
  "±": "$\\pm$",
  "−": "$-$",
  "×": "$\\times$",
  "≥": "$\\geq$",
  "≤": "$\\leq$",
  "–": "--",
  "\u00a0": "~",
};

/** A text that LaTeX sets as it is. */
const latexText = (text: string): string =>
  text
    .replace(/\s*[\r\n]+\s*/g, " ")
    .replace(/[\\~^<>|"±−×≥≤–\u00a0{}$&%#_]/g, (character) => inText[character] ?? `\\${character}`)
    // A bracket at the beginning of a row would be an option of the line break before it.
    .replace(/^[[*]/, "{$&}");

const inMath: Readonly<Record<string, string>> = {
  "±": "\\pm",
  "−": "-",
  "≥": "\\geq",
  "≤": "\\leq",
  "%": "\\%",
  ",": "{,}",
};

const latexMath = (text: string): string =>
  text
    .replace(
      /e([+-]?)0*(\d+)/gi,
      (_, sign: string, digits: string) => ` \\cdot 10^{${sign === "-" ? "-" : ""}${digits}}`,
    )
    .replace(/,(?=\d)|[±−≥≤%]/g, (character) => inMath[character]!)
    .replace(" to ", ", ");

function requireTable(where: string, table: TextTable): TextTable {
  requireRow(`${where}(table)`, table, ["columns", "rows"]);
  requireRows(`${where}({ columns })`, table.columns, ["label", "align"]);
  const wrong = table.rows.findIndex((row) => row.length !== table.columns.length);
  if (wrong < 0) return table;
  throw new ArgumentError({
    where: `${where}({ rows })`,
    rule: `must have ${table.columns.length} cells each, as there are columns, got ${table.rows[wrong]!.length} in row ${wrong + 1}`,
  });
}
