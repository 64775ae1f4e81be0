/** @file A comparison as a plain table for the terminal. */

import type { SampleComparison } from "./compare.ts";
import type { SampleSummary } from "./describe.ts";

interface NamedSummary extends SampleSummary {
  /** The path of the sample. */
  readonly file: string;
}

/** What `glissade stats --json` writes: two samples, and the tests between them. */
export interface StatsResult extends SampleComparison {
  readonly a: NamedSummary;
  readonly b: NamedSummary;
}

/** Below this many values per sample no test tells much. */
const FEW_VALUES = 5;

type Row = readonly string[];

/** Lays a result out in aligned columns, with a warning below it where a sample is too small to trust. */
export function formatStats(result: StatsResult): string {
  const { a, b } = result;
  const samples: readonly Row[] = [["", "A", "B"], ...summaryRows(a, b)];
  const warning = `Warning: a sample has fewer than ${FEW_VALUES} values. Run more seeds before you trust a test.`;
  const isSmall = Math.min(a.n, b.n) < FEW_VALUES;
  return [
    `A  ${a.file}`,
    `B  ${b.file}`,
    "",
    ...align([...samples, [], ...comparisonRows(result)]),
    ...(isSmall ? ["", warning] : []),
  ].join("\n");
}

function summaryRows(a: NamedSummary, b: NamedSummary): readonly Row[] {
  const row = (label: string, cell: (summary: NamedSummary) => string): Row => [label, cell(a), cell(b)];
  return [
    row("values", ({ n }) => String(n)),
    row("mean ± standard error", ({ mean, standardError }) => `${digits(mean)} ± ${digits(standardError)}`),
    row("deviation", ({ deviation }) => digits(deviation)),
    row("D'Agostino-Pearson", ({ dagostino }) => fields({ "K²": dagostino?.statistic, p: dagostino?.p })),
    row("Shapiro-Wilk", ({ shapiro }) => fields({ W: shapiro?.w, p: shapiro?.p })),
  ];
}

function comparisonRows({ difference, mannWhitney, ...rest }: StatsResult): readonly Row[] {
  const hasInterval = typeof difference?.low === "number";
  const interval = hasInterval ? `95 % from ${digits(difference.low)} to ${digits(difference.high)}` : "";
  const u = fields({ U: mannWhitney?.u, p: mannWhitney?.p });
  return [
    ["A - B", digits(difference?.mean), interval],
    ["Student's t", ...testCells(rest.student)],
    ["Welch's t", ...testCells(rest.welch)],
    ["Mann-Whitney", u, mannWhitney?.method ?? ""],
    ["Cohen's d", digits(rest.cohensD)],
    ["Hedges' g", digits(rest.hedgesG)],
  ];
}

function testCells(test: SampleComparison["welch"]): Row {
  return [fields({ t: test?.t, p: test?.p }), test ? fields({ df: test.df }) : ""];
}

function fields(values: Readonly<Record<string, number | undefined>>): string {
  const known = Object.entries(values).filter(([, value]) => value !== undefined);
  return known.map(([name, value]) => `${name} = ${digits(value)}`).join(", ") || digits(null);
}

function digits(value: number | null | undefined): string {
  if (typeof value !== "number") return "-";
  const rounded = Number(value.toPrecision(6));
  return rounded !== 0 && Math.abs(rounded) < 1e-4 ? rounded.toExponential() : String(rounded);
}

function align(rows: readonly Row[]): readonly string[] {
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}
