import { expect, test } from "vitest";
import { toLatex, toMarkdown } from "./tables.ts";

const columns = [
  { label: "arm", align: "start" as const },
  { label: "test_accuracy, %", align: "end" as const },
];
const rows = [
  ["adam(0.01, b1=0.9)", "98.25 ± 0.12"],
  ["a|b_c*d\\e", "−1.5e-4"],
  ["two\nlines <b>", "[0.5, 1,234.5]"],
  ["[x] ~ 50 % & $1 {#} ^", "< .001"],
  ["é “大”", "n/a"],
];

test("Markdown", () =>
  expect(toMarkdown({ columns, rows })).toMatchInlineSnapshot(`
  "| arm | test\\_accuracy, % |
  | :-- | --: |
  | adam(0.01, b1=0.9) | 98.25 ± 0.12 |
  | a\\|b\\_c\\*d\\\\e | −1.5e-4 |
  | two lines \\<b\\> | \\[0.5, 1,234.5\\] |
  | \\[x\\] \\~ 50 % \\& \\$1 {#} ^ | \\< .001 |
  | é “大” | n/a |
  "
`));

test("LaTeX", () =>
  expect(toLatex({ columns, rows })).toMatchInlineSnapshot(`
  "\\begin{tabular}{lr}
  \\toprule
  arm & test\\_accuracy, \\% \\\\
  \\midrule
  adam(0.01, b1=0.9) & $98.25 \\pm 0.12$ \\\\
  a\\textbar{}b\\_c*d\\textbackslash{}e & $-1.5 \\cdot 10^{-4}$ \\\\
  two lines \\textless{}b\\textgreater{} & $[0.5, 1{,}234.5]$ \\\\
  {[}x] \\textasciitilde{} 50 \\% \\& \\$1 \\{\\#\\} \\textasciicircum{} & $< .001$ \\\\
  é “大” & n/a \\\\
  \\bottomrule
  \\end{tabular}
  "
`));

test("both ends of an interval are numbers, so that a minus is no hyphen", () =>
  expect(toLatex({ columns, rows: [["adam − sgd", "-0.013 to +0.021"]] })).toContain(
    "adam $-$ sgd & $-0.013$ to $+0.021$ \\\\",
  ));

test("rows as wide as the header", () => {
  for (const [name, write] of Object.entries({ toMarkdown, toLatex }))
    expect(() => write({ columns, rows: [["a", "b"], ["a"]] })).toThrow(
      `${name}({ rows }): must have 2 cells each, as there are columns, got 1 in row 2.`,
    );
});

test("what is no table", () =>
  expect(() => toLatex({ columns: [{ label: "a" }], rows: [] } as never)).toThrow(
    "toLatex({ columns })[0]: must be { label, align }, got an object.",
  ));
